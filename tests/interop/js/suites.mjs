// The cryptosuites that the scripts know, by name: how each signs and how each verifies.

import {createSignCryptosuite, createVerifyCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {cryptosuite as rdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';

const suites = {
  'eddsa-rdfc-2022': {signing: () => rdfc, verifying: () => rdfc},
  'eddsa-jcs-2022': {signing: createSignCryptosuite, verifying: createVerifyCryptosuite}
};

export function signing(name) {
  if (!Object.hasOwn(suites, name)) {
    throw new Error(`unknown suite: ${name}`);
  }
  return suites[name].signing();
}

export function allVerifying() {
  return Object.values(suites).map(suite => suite.verifying());
}
