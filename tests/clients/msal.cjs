// MSAL for Node, unmodified, with the sandbox as its authority. MSAL wants HTTPS, so the sandbox listens there too.
//   SANDBOX_HTTPS, SANDBOX_TENANT, SANDBOX_CLIENT, SANDBOX_SECRET, NODE_EXTRA_CA_CERTS      prints one JSON object
const crypto = require('node:crypto');
const { ConfidentialClientApplication } = require('@azure/msal-node');

const { SANDBOX_HTTPS: url, SANDBOX_TENANT: tenant, SANDBOX_CLIENT: clientId, SANDBOX_SECRET: clientSecret } = process.env;
const ask = async credential => {
  const auth = { clientId, authority: `${url}/${tenant}`, knownAuthorities: [new URL(url).host], ...credential };
  try {
    const { accessToken } = await new ConfidentialClientApplication({ auth }).acquireTokenByClientCredential({ scopes: [`${url}/.default`] });
    const answer = await fetch(`${url}/api/data/v9.2/WhoAmI`, { headers: { Authorization: `Bearer ${accessToken}` } });
    return answer.status;
  } catch (problem) {
    return problem.errorMessage?.match(/AADSTS\d+/)?.[0] ?? String(problem);
  }
};

(async () => {
  const pem = await (await fetch(`${url}/sandbox/certificate.pem`)).text();
  const thumbprintSha256 = new crypto.X509Certificate(pem).fingerprint256.replaceAll(':', '');
  const privateKey = pem.slice(pem.indexOf('-----BEGIN PRIVATE KEY'));
  const other = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
  console.log(JSON.stringify({
    secret: await ask({ clientSecret }),
    wrongSecret: await ask({ clientSecret: 'wrong' }),
    certificate: await ask({ clientCertificate: { thumbprintSha256, privateKey } }),
    wrongKey: await ask({ clientCertificate: { thumbprintSha256, privateKey: other } }),
  }));
})();
