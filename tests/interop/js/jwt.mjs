// Signs and verifies JSON Web Tokens with the package `jose`.
//
// Request, to sign:
//   sign     the payload, an object
//   header   the protected header
//   key      the private key, a JWK
// Answer: {"token"}.
//
// Request, to verify:
//   verify   the token
//   key      the public key, a JWK
// Answer: {"verified": true, "header", "payload"}, or {"error", "reason"}.

import {CompactSign, compactVerify, decodeProtectedHeader, importJWK} from 'jose';
import {serve} from './lines.mjs';

await serve(async ({sign, header, verify, key}) => {
  if (sign !== undefined) {
    const bytes = new TextEncoder().encode(JSON.stringify(sign));
    const secret = await importJWK(key, header.alg);
    return {token: await new CompactSign(bytes).setProtectedHeader(header).sign(secret)};
  }
  const {alg} = decodeProtectedHeader(verify);
  const verified = await compactVerify(verify, await importJWK(key, alg), {algorithms: [alg]});
  const payload = JSON.parse(new TextDecoder().decode(verified.payload));
  return {verified: true, header: verified.protectedHeader, payload};
});
