// What a botbuilder bot needs to get its tokens from Baton: Microsoft's own credentials ask nobody but login.microsoftonline.com.
const { AppCredentials } = require('botframework-connector');

class HubCredentials extends AppCredentials {
  constructor(appId, secret, scope, tokenUrl) {
    super(appId, undefined, scope);
    Object.assign(this, { secret, tokenUrl });
  }
  async refreshToken() {
    const form = { grant_type: 'client_credentials', client_id: this.appId, client_secret: this.secret, scope: `${this.oAuthScope}/.default` };
    const answer = await fetch(this.tokenUrl, { method: 'POST', body: new URLSearchParams(form) });
    const token = await answer.json();
    if (!answer.ok) throw new Error(token.error_description);
    return { accessToken: token.access_token, expiresOn: new Date(Date.now() + token.expires_in * 1000) };
  }
}

exports.hubCredentials = ({ MicrosoftAppId, MicrosoftAppPassword, HubTokenUrl }) => ({
  isValidAppId: async appId => appId === MicrosoftAppId,
  isAuthenticationDisabled: async () => !MicrosoftAppId,
  createCredentials: async (appId, scope) => new HubCredentials(appId, MicrosoftAppPassword, scope, HubTokenUrl),
});
