// Signs credentials with `issue` of @digitalbazaar/vc (which runs JSON-LD in safe mode).
//
// Request:
//   document            the credential, without the new proof
//   suite               the name of the suite, as `suites.mjs` has it
//   seed                the secret Ed25519 seed, 64 hexadecimal digits; or
//   key                 {"publicKeyMultibase", "secretKeyMultibase"}: Ed25519, P-256 or P-384
//   created             when the proof is made; written in whole seconds and in UTC. Default: now
//   verificationMethod  the name of the key in the proof. Default: its did:key
// Answer: the signed credential, or {"error", "reason"}.

import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {issue} from '@digitalbazaar/vc';
import {load, methodOf} from './loader.mjs';
import {serve} from './lines.mjs';
import {signing} from './suites.mjs';

await serve(async request => {
  const signer = (await keyPair(request)).signer();
  const suite = signing(request.suite, {signer, date: request.created});
  return issue({credential: request.document, suite, documentLoader: load});
});

async function keyPair({seed, key, verificationMethod}) {
  const pair = key ?? await publicSide(seed);
  const id = verificationMethod ?? methodOf(pair.publicKeyMultibase);
  const {from} = pair.publicKeyMultibase.startsWith('z6Mk') ? Ed25519Multikey : EcdsaMultikey;
  return from({
    ...pair, '@context': 'https://w3id.org/security/multikey/v1',
    type: 'Multikey', id, controller: id.split('#')[0]
  });
}

async function publicSide(seed) {
  if (!/^[0-9a-fA-F]{64}$/.test(seed)) {
    throw new Error('the seed is not 64 hexadecimal digits');
  }
  const pair = await Ed25519Multikey.generate({seed: new Uint8Array(Buffer.from(seed, 'hex'))});
  const {publicKeyMultibase, secretKeyMultibase} = pair;
  return {publicKeyMultibase, secretKeyMultibase};
}
