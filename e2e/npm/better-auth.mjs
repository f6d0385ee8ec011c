// Runs Better Auth with its OAuth provider on a port of this machine:
//   node better-auth.mjs PORT CLIENTS
// CLIENTS is JSON, see client in products_test.go. Its login page is ours, as
// each of its owners makes one.
import { createServer } from "node:http";
import { createHash } from "node:crypto";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { jwt } from "better-auth/plugins";
import { oauthProvider } from "@better-auth/oauth-provider";

const [port, json] = process.argv.slice(2);
const clients = JSON.parse(json);
const base = `http://localhost:${port}`;
const methods = { post: "client_secret_post", none: "none", jwt: "private_key_jwt" };
const db = {
  user: [], session: [], account: [], verification: [], jwks: [], oauthAccessToken: [], oauthRefreshToken: [], oauthConsent: [],
  oauthClientResource: [], oauthResource: [],
  oauthClient: clients.map((client) => ({
    id: client.id, clientId: client.id, name: client.id, disabled: client.disabled ?? false, skipConsent: true,
    clientSecret: client.auth === "none" ? undefined : createHash("sha256").update(client.secret).digest("base64url"),
    redirectUris: client.redirects, scopes: client.scopes, public: client.auth === "none",
    tokenEndpointAuthMethod: methods[client.auth] ?? "client_secret_basic",
    grantTypes: [client.machine ? "client_credentials" : "authorization_code"], responseTypes: ["code"],
    requirePKCE: client.pkce ?? false, type: "web", createdAt: new Date(), updatedAt: new Date(),
  })),
};
const auth = betterAuth({
  baseURL: base, secret: "for a test on this machine only, and no other",
  database: memoryAdapter(db), emailAndPassword: { enabled: true }, logger: { level: "error" }, telemetry: { enabled: false },
  disabledPaths: ["/token"],
  rateLimit: { enabled: false },
  plugins: [
    jwt({ jwks: { keyPairConfig: { alg: "RS256" } } }),
    oauthProvider({ loginPage: "/login", consentPage: "/consent", scopes: ["openid", "profile", "email"], silenceWarnings: { oauthAuthServerConfig: true, openidConfig: true } }),
  ],
});
await auth.api.signUpEmail({ body: { email: "ada@example.com", password: "ada-ada-ada", name: "Ada Lovelace" } });

const page = (query) => `<form method="post" action="/login?${query.replaceAll("&", "&amp;")}"><input name="username"><input name="password"></form>`;

createServer(async (from, to) => {
  const url = new URL(from.url, base);
  const chunks = [];
  for await (const chunk of from) chunks.push(chunk);
  let answer;
  if (url.pathname === "/login" && from.method === "GET") {
    answer = new Response(page(url.search.slice(1)), { headers: { "content-type": "text/html" } });
  } else if (url.pathname === "/login") {
    answer = await auth.handler(new Request(`${base}/api/auth/sign-in/email`, {
      method: "POST", headers: { "content-type": "application/json", origin: base },
      body: JSON.stringify({ email: "ada@example.com", password: "ada-ada-ada", oauth_query: url.search.slice(1) }),
    }));
    if (answer.ok) {
      const { url: next } = await answer.json();
      answer = new Response(null, { status: 302, headers: { location: next } });
    }
  } else {
    answer = await auth.handler(new Request(url, { method: from.method, headers: from.headers, body: chunks.length ? Buffer.concat(chunks) : undefined }));
  }
  to.writeHead(answer.status, Object.fromEntries(answer.headers));
  to.end(Buffer.from(await answer.arrayBuffer()));
}).listen(Number(port), "127.0.0.1", () => console.log(`listening at ${base}`));
