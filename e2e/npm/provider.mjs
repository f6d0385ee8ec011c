// Runs oidc-provider, a certified OpenID provider, on a port of this machine:
//   node provider.mjs PORT CONFIGURATION
// CONFIGURATION is JSON: clients, whether PKCE is required, and the initial access
// token that clients are registered with (true: everybody may register). Whoever types a
// name on its development pages is that person.
import Provider from "oidc-provider";

const [port, configuration] = process.argv.slice(2);
const { clients, pkce = false, scopes, register } = JSON.parse(configuration);
const issuer = `http://localhost:${port}`;

const provider = new Provider(issuer, {
  clients,
  ...(scopes && { scopes }),
  pkce: { required: () => pkce },
  claims: { email: ["email", "email_verified"], profile: ["name"] },
  conformIdTokenClaims: false, // the claims stand in the ID token, as most providers do it
  findAccount: (_, sub) => ({
    accountId: sub,
    claims: () => ({ sub, name: `Account ${sub}`, email: `${sub}@example.com`, email_verified: true }),
  }),
  ...(register && {
    features: {
      registration: { enabled: true, initialAccessToken: register === true ? false : register },
      registrationManagement: { enabled: true, rotateRegistrationAccessToken: true },
    },
  }),
  cookies: { keys: ["for a test on this machine only"] },
});
provider.listen(Number(port), "127.0.0.1", () => console.log(`listening at ${issuer}`));
