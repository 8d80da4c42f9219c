// What the Dataverse clients share: a token of the sandbox, and steps of which each one's failure is told by its name.
const url = process.env.SANDBOX_URL;

/** A fresh token for the sandbox's application. */
async function newToken() {
  const { SANDBOX_TENANT, SANDBOX_CLIENT, SANDBOX_SECRET } = process.env;
  const body = new URLSearchParams({ client_id: SANDBOX_CLIENT, client_secret: SANDBOX_SECRET, grant_type: 'client_credentials', scope: `${url}/.default` });
  const answer = await fetch(`${url}/${SANDBOX_TENANT}/oauth2/v2.0/token`, { method: 'POST', body });
  return (await answer.json()).access_token;
}

const passed = [];
const failed = {};

async function step(name, act) {
  try {
    await act();
    passed.push(name);
  } catch (problem) {
    failed[name] = problem.message ?? JSON.stringify(problem);
  }
}

const report = () => console.log(JSON.stringify({ passed, failed }));

module.exports = { newToken, report, step, url };
