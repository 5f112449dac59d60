// What the scripts may load: the published contexts from a folder, the contexts of our own from
// `docs/vocab`, and did:key documents, which are worked out from their names. Everything else is
// refused; nothing goes over the network.
//
// The folder is `contexts` in $OPENBADGES_SHARED (default: `shared` beside the repository). In both,
// `index.json` maps each URL to a file.

import {readFileSync} from 'node:fs';
import {join} from 'node:path';

const shared = process.env.OPENBADGES_SHARED ?? join(import.meta.dirname, '../../../../shared');
const folders = [join(shared, 'contexts'), join(import.meta.dirname, '../../../docs/vocab')];
const read = file => JSON.parse(readFileSync(file, 'utf8'));
const files = Object.fromEntries(folders.flatMap(folder =>
  Object.entries(read(join(folder, 'index.json'))).map(([url, file]) => [url, join(folder, file)])));
const loaded = new Map();

export async function load(url) {
  const document = didKey(url) ?? context(url);
  if (document === undefined) {
    throw new Error(`nothing but known contexts and did:key is loaded: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document};
}

function context(url) {
  if (!loaded.has(url) && Object.hasOwn(files, url)) {
    loaded.set(url, read(files[url]));
  }
  return loaded.get(url);
}

// The DID document of `did:key:KEY`, or the verification method `did:key:KEY#KEY` alone.
function didKey(url) {
  const form = /^(did:key:((?:z6Mk|zDna|z82)[1-9A-HJ-NP-Za-km-z]+))(#(.*))?$/;
  const [, did, key, , fragment] = form.exec(url) ?? [];
  if (did === undefined) {
    return undefined;
  }
  const id = methodOf(key);
  const method = {id, type: 'Multikey', controller: did, publicKeyMultibase: key};
  if (fragment === undefined) {
    return {
      '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
      id: did,
      verificationMethod: [method],
      assertionMethod: [id],
      authentication: [id]
    };
  }
  return fragment === key ? {'@context': 'https://w3id.org/security/multikey/v1', ...method} : undefined;
}

// The verification method of a did:key, by the key in multibase.
export function methodOf(key) {
  return `did:key:${key}#${key}`;
}
