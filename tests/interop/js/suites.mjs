// The suites that the scripts know, by name: how each signs and how each verifies.

import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as ecdsaJcs from '@digitalbazaar/ecdsa-jcs-2019-cryptosuite';
import {cryptosuite as ecdsaRdfc} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {Ed25519Signature2020} from '@digitalbazaar/ed25519-signature-2020';
import {cryptosuite as eddsa2022} from '@digitalbazaar/eddsa-2022-cryptosuite';
import * as eddsaJcs from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {cryptosuite as eddsaRdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';

const same = cryptosuite => ({signing: () => cryptosuite, verifying: () => cryptosuite});
const suites = {
  'eddsa-rdfc-2022': same(eddsaRdfc),
  'eddsa-jcs-2022': {
    signing: eddsaJcs.createSignCryptosuite, verifying: eddsaJcs.createVerifyCryptosuite
  },
  'ecdsa-rdfc-2019': same(ecdsaRdfc),
  'ecdsa-jcs-2019': {
    signing: ecdsaJcs.createSignCryptosuite, verifying: ecdsaJcs.createVerifyCryptosuite
  },
  'eddsa-2022': same(eddsa2022)
};

// What makes proofs of a suite. `Ed25519Signature2020` is older than Data Integrity.
export function signing(name, {signer, date}) {
  if (name === 'Ed25519Signature2020') {
    return new Ed25519Signature2020({signer, date});
  }
  if (!Object.hasOwn(suites, name)) {
    throw new Error(`unknown suite: ${name}`);
  }
  return new DataIntegrityProof({signer, date, cryptosuite: suites[name].signing()});
}

export function allVerifying() {
  return Object.values(suites)
    .map(suite => new DataIntegrityProof({cryptosuite: suite.verifying()}));
}
