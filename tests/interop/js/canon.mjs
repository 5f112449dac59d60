// Canonicalizes documents: JSON-LD to RDF with jsonld in safe mode, then RDFC-1.0 with
// rdf-canonize, with the options that the eddsa-rdfc-2022 package uses.
//
// Request:
//   document       the JSON-LD document; or
//   nquads         N-Quads, which only rdf-canonize looks at
//   contexts       context documents by URL, beside those of the loader. A URL means one document
//                  as long as the script runs. Default: none
//   safe           false for the mode that drops what has no meaning, as the standard says.
//                  Default: true
//   distinct       true to take out quads that repeat others, which jsonld leaves in. Default: false
//   maxWorkFactor  how hard to try, as rdf-canonize defines it. Default: its own default, 1
// Answer: {"nquads", "repeated"}, the latter how many quads repeated others; or {"error", "reason"}; the reason is "work limit" where the work that
// rdf-canonize allows itself was used up.

import * as rdfCanonize from 'rdf-canonize';
import jsonld from 'jsonld';
import {load} from './loader.mjs';
import {serve} from './lines.mjs';

await serve(async ({maxWorkFactor, distinct = false, ...request}) => {
  const dataset = request.nquads === undefined ?
    await toRdf(request) : rdfCanonize.NQuads.parse(request.nquads);
  const set = [...new Map(dataset.map(quad => [JSON.stringify(quad), quad])).values()];
  const nquads = await rdfCanonize.canonize(distinct ? set : dataset, {
    algorithm: 'RDFC-1.0', format: 'application/n-quads', maxWorkFactor
  });
  return {nquads, repeated: dataset.length - set.length};
});

function toRdf({document, contexts = {}, safe = true}) {
  const given = url => ({contextUrl: null, documentUrl: url, document: contexts[url]});
  return jsonld.toRDF(document, {
    base: null,
    documentLoader: async url => Object.hasOwn(contexts, url) ? given(url) : load(url),
    produceGeneralizedRdf: false,
    rdfDirection: 'i18n-datatype',
    safe
  });
}
