// What these packages take, in this process, once they are warm: the fewest microseconds to sign, to
// verify (`issue` and `verifyCredential` of @digitalbazaar/vc, eddsa-rdfc-2022), and from a
// document to canonical N-Quads (`jsonld` in safe mode, `rdf-canonize`).
//
//   node bench.mjs SEED NOW UNSIGNED... SIGNED...
//
// SEED is an Ed25519 seed in hexadecimal; each unsigned document has its signed one, in the same
// order. Prints {"sign", "verify", "canon"} for each, a line each.

import {readFileSync} from 'node:fs';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {issue, verifyCredential} from '@digitalbazaar/vc';
import jsonld from 'jsonld';
import * as rdfCanonize from 'rdf-canonize';
import {load as documentLoader, methodOf} from './loader.mjs';

const [seed, now, ...files] = process.argv.slice(2);
const texts = files.map(file => readFileSync(file, 'utf8'));
const signer = await signerOf(seed);

for (let at = 0; at < texts.length / 2; at++) {
  const [unsigned, signed] = [texts[at], texts[at + texts.length / 2]];
  console.log(JSON.stringify({
    sign: await fastest(() => issue({
      credential: JSON.parse(unsigned),
      suite: new DataIntegrityProof({signer, date: now, cryptosuite}),
      documentLoader
    })),
    verify: await fastest(async () => {
      const result = await verifyCredential({
        credential: JSON.parse(signed),
        suite: new DataIntegrityProof({cryptosuite}),
        documentLoader,
        checkStatus: async () => ({verified: true}),
        now
      });
      if (!result.verified) {
        throw result.error;
      }
    }),
    canon: await fastest(() => canonical(JSON.parse(unsigned)))
  }));
}

async function canonical(document) {
  const options = {
    base: null, documentLoader, produceGeneralizedRdf: false, rdfDirection: 'i18n-datatype',
    safe: true
  };
  const dataset = await jsonld.toRDF(document, options);
  return rdfCanonize.canonize(dataset, {algorithm: 'RDFC-1.0', format: 'application/n-quads'});
}

async function fastest(work) {
  const [enough, fewest] = [4000, 50];
  let least = Infinity;
  const start = performance.now();
  for (let runs = 0; runs < fewest || performance.now() - start < enough; runs++) {
    const begun = performance.now();
    await work();
    least = Math.min(least, performance.now() - begun);
  }
  return least * 1000;
}

async function signerOf(seed) {
  const pair = await Ed25519Multikey.generate({seed: new Uint8Array(Buffer.from(seed, 'hex'))});
  const {publicKeyMultibase, secretKeyMultibase} = pair;
  const id = methodOf(publicKeyMultibase);
  const key = {publicKeyMultibase, secretKeyMultibase, type: 'Multikey', id};
  return (await Ed25519Multikey.from({...key, controller: id.split('#')[0]})).signer();
}
