// Signs credentials with `issue` of @digitalbazaar/vc (which runs JSON-LD in safe mode).
//
// Request:
//   document            the credential, without the new proof
//   suite               "eddsa-rdfc-2022" or "eddsa-jcs-2022"
//   seed                the secret Ed25519 seed, 64 hexadecimal digits; or
//   key                 {"publicKeyMultibase", "secretKeyMultibase"}
//   created             when the proof is made; written in whole seconds and in UTC. Default: now
//   verificationMethod  the name of the key in the proof. Default: its did:key
// Answer: the signed credential, or {"error", "reason"}.

import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {issue} from '@digitalbazaar/vc';
import {load, methodOf} from './loader.mjs';
import {serve} from './lines.mjs';
import {signing} from './suites.mjs';

await serve(async request => {
  const signer = (await keyPair(request)).signer();
  const suite = new DataIntegrityProof({
    signer, date: request.created, cryptosuite: signing(request.suite)
  });
  return issue({credential: request.document, suite, documentLoader: load});
});

async function keyPair({seed, key, verificationMethod}) {
  const pair = key ?? await publicSide(seed);
  const id = verificationMethod ?? methodOf(pair.publicKeyMultibase);
  return Ed25519Multikey.from({...pair, type: 'Multikey', id, controller: id.split('#')[0]});
}

async function publicSide(seed) {
  if (!/^[0-9a-fA-F]{64}$/.test(seed)) {
    throw new Error('the seed is not 64 hexadecimal digits');
  }
  const pair = await Ed25519Multikey.generate({seed: new Uint8Array(Buffer.from(seed, 'hex'))});
  const {publicKeyMultibase, secretKeyMultibase} = pair;
  return {publicKeyMultibase, secretKeyMultibase};
}
