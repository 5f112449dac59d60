// Selective disclosure with ecdsa-sd-2023: what an issuer, a holder and a verifier do with
// @digitalbazaar/vc and @digitalbazaar/ecdsa-sd-2023-cryptosuite.
//
// Requests, by `act`:
//   base    {document, key, created, mandatory}: a credential with a base proof. `key` is {"publicKeyMultibase",
//           "secretKeyMultibase"} on P-256, `mandatory` a list of JSON Pointers
//   derive  {document, reveal}: what the holder of it shows, `reveal` being JSON Pointers
//   verify  {document, now}: {"verified": true}, or {"verified": false, "error", "reason"}
//   time    {document, key, created, mandatory, reveal, now}: {"base", "derive", "verify"}, the fewest
//           microseconds that each took in this process
// Where something fails: {"error", "reason"}.

import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import {
  createDiscloseCryptosuite, createSignCryptosuite, createVerifyCryptosuite
} from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import {derive, issue, verifyCredential} from '@digitalbazaar/vc';
import {describe, serve} from './lines.mjs';
import {load as documentLoader, methodOf} from './loader.mjs';

const acts = {
  async base({document, key, created, mandatory}) {
    const cryptosuite = createSignCryptosuite({mandatoryPointers: mandatory});
    const suite = new DataIntegrityProof({signer: await signerOf(key), date: created, cryptosuite});
    return issue({credential: document, suite, documentLoader});
  },

  async derive({document, reveal}) {
    const cryptosuite = createDiscloseCryptosuite({selectivePointers: reveal});
    const suite = new DataIntegrityProof({cryptosuite});
    return derive({verifiableCredential: document, suite, documentLoader});
  },

  async verify({document, now}) {
    const suite = new DataIntegrityProof({cryptosuite: createVerifyCryptosuite()});
    const checkStatus = async () => ({verified: true});
    const result = await verifyCredential({
      credential: document, suite, documentLoader, checkStatus, now
    });
    return result.verified ? {verified: true} : {verified: false, ...describe(result.error)};
  },

  async time(request) {
    const held = await acts.base(request);
    const shown = await acts.derive({...request, document: held});
    const {verified} = await acts.verify({...request, document: shown});
    if (!verified) {
      throw new Error('what was derived does not verify');
    }
    const [held_, shown_] = [held, shown].map(document => JSON.stringify(document));
    return {
      base: await fastest(() => acts.base(request)),
      derive: await fastest(() => acts.derive({...request, document: JSON.parse(held_)})),
      verify: await fastest(() => acts.verify({...request, document: JSON.parse(shown_)}))
    };
  }
};

await serve(async request => {
  if (!Object.hasOwn(acts, request.act)) {
    throw new Error(`unknown act: ${request.act}`);
  }
  return acts[request.act](request);
});

async function signerOf({publicKeyMultibase, secretKeyMultibase}) {
  const id = methodOf(publicKeyMultibase);
  const key = {publicKeyMultibase, secretKeyMultibase, type: 'Multikey', id};
  return (await EcdsaMultikey.from({...key, controller: id.split('#')[0]})).signer();
}

async function fastest(work) {
  const [enough, fewest] = [2000, 10];
  let least = Infinity;
  const start = performance.now();
  for (let runs = 0; runs < fewest || performance.now() - start < enough; runs++) {
    const begun = performance.now();
    await work();
    least = Math.min(least, performance.now() - begun);
  }
  return least * 1000;
}
