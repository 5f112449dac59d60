// Verifies credentials with `verifyCredential` of @digitalbazaar/vc: form, dates, proof, and that
// the key belongs to the issuer. JSON-LD runs in safe mode for eddsa-rdfc-2022; eddsa-jcs-2022
// does not process JSON-LD. The credential status is not looked up: it counts as good.
//
// Request:
//   document  the signed credential
//   now       the time to verify at. Default: now
// Answer: {"verified": true}, or {"verified": false, "error", "reason"}.

import {isDeepStrictEqual} from 'node:util';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {verifyCredential} from '@digitalbazaar/vc';
import {allVerifying} from './suites.mjs';
import {describe, serve} from './lines.mjs';
import {load} from './loader.mjs';

await serve(async ({document, now}) => {
  const result = await verifyCredential({
    credential: sharingContexts(document),
    suite: allVerifying().map(cryptosuite => new DataIntegrityProof({cryptosuite})),
    documentLoader: load,
    checkStatus: async () => ({verified: true}),
    now
  });
  return result.verified ? {verified: true} : {verified: false, ...describe(result.error)};
});

// eddsa-jcs-2022 asks that the contexts of the document begin with those of the proof. The package
// compares them by identity, so that an inline context never matches its equal: make equals one.
function sharingContexts(document) {
  if (document.proof === undefined) {
    return document;
  }
  const known = [document['@context']].flat();
  const shared = context => known.find(one => isDeepStrictEqual(one, context)) ?? context;
  const each = (value, change) => Array.isArray(value) ? value.map(change) : change(value);
  const proof = each(document.proof, proof => proof?.['@context'] === undefined ?
    proof : {...proof, '@context': each(proof['@context'], shared)});
  return {...document, proof};
}
