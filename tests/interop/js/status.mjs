// Makes status lists and looks the status of credentials up with
// @digitalbazaar/vc-bitstring-status-list.
//
// Request, one of
//   make      {id, length, set, purpose}: a list of so many bits, with the indexes in `set` set
//   document  the signed credential, and `lists`, the signed lists by URL
// Answer: {document}, the unsigned list credential, without an issuer; or {statuses}, for each entry
// whether it is set; or {"error", "reason"}.

import {checkStatus, createCredential, createList} from '@digitalbazaar/vc-bitstring-status-list';
import {allVerifying} from './suites.mjs';
import {describe, serve} from './lines.mjs';
import {load} from './loader.mjs';

await serve(({make, document, lists}) => make ? madeList(make) : statuses(document, lists));

async function madeList({id, length, set, purpose}) {
  const list = await createList({length});
  for (const index of set) {
    list.setStatus(index, true);
  }
  return {document: await createCredential({id, list, statusPurpose: purpose})};
}

async function statuses(credential, lists) {
  const documentLoader = async url => Object.hasOwn(lists, url) ?
    {contextUrl: null, documentUrl: url, document: lists[url]} : load(url);
  const result = await checkStatus({credential, documentLoader, suite: allVerifying()});
  return result.verified ?
    {statuses: result.results.map(({status}) => status)} : describe(result.error);
}
