// Signs in with openid-client, a client certified by the OpenID Foundation:
//   node client.mjs ISSUER CLIENT_ID REDIRECT_URI < CLIENT_SECRET
// It types nothing: on the sign-in page it presses the first account's button.
// Prints the claims it accepted, as JSON; what the provider refuses, it prints
// in the provider's words.
import { readFileSync } from "node:fs";
import * as client from "openid-client";

const [issuer, clientID, redirectURI] = process.argv.slice(2);
const secret = readFileSync(0, "utf8").trim();

const refused = async (e) => { throw new Error(e.cause instanceof Response ? await e.cause.text() : `${e} ${e.cause ?? ""}`); };
const configuration = await client.discovery(new URL(issuer), clientID, secret, undefined, { execute: [client.allowInsecureRequests] }).catch(refused);
const verifier = client.randomPKCECodeVerifier();
const state = client.randomState();
const nonce = client.randomNonce();
const login = client.buildAuthorizationUrl(configuration, {
  redirect_uri: redirectURI, scope: "openid profile email", state, nonce,
  code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256",
});

const page = await (await fetch(login)).text();
const field = (name) => page.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1];
if (!field("ticket")) throw new Error(page);
const [, action] = page.match(/<form[^>]* action="([^"]*)"/);
const answer = await fetch(new URL(action.replaceAll("&amp;", "&"), login), {
  method: "POST", redirect: "manual", body: new URLSearchParams({ ticket: field("ticket"), user: field("user") }),
});
if (!answer.headers.has("location")) throw new Error(await answer.text());
const callback = new URL(answer.headers.get("location"), login);
const tokens = await client.authorizationCodeGrant(configuration, callback, {
  expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true,
});
const user = await client.fetchUserInfo(configuration, tokens.access_token, tokens.claims().sub);
console.log(JSON.stringify({ claims: tokens.claims(), user }));
