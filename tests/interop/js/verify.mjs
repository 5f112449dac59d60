// Verifies credentials with `verifyCredential` of @digitalbazaar/vc: form, dates, proof, and that
// the key belongs to the issuer. JSON-LD runs in safe mode for the suites of RDFC; those of JCS do
// not process JSON-LD. The credential status is not looked up: it counts as good.
//
// Request:
//   document  the signed credential
//   now       the time to verify at. Default: now
// Answer: {"verified": true}, or {"verified": false, "error", "reason"}.

import {isDeepStrictEqual} from 'node:util';
import {verifyCredential} from '@digitalbazaar/vc';
import {allVerifying} from './suites.mjs';
import {describe, serve} from './lines.mjs';
import {load} from './loader.mjs';

await serve(async ({document, now}) => {
  const result = await verifyCredential({
    credential: sharingContexts(document),
    suite: allVerifying(),
    documentLoader: load,
    checkStatus: async () => ({verified: true}),
    now
  });
  return result.verified ? {verified: true} : {verified: false, ...describe(result.error)};
});

// The suites of JCS ask that the contexts of the document begin with those of the proof. The packages
// compare them by identity, so that an inline context never matches its equal: make equals one.
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
