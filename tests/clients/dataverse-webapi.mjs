// dataverse-webapi, unmodified, against a running sandbox; each step asserts what it must see. It is written for browsers: xhr2 plays theirs.
//   SANDBOX_URL, SANDBOX_TENANT, SANDBOX_CLIENT, SANDBOX_SECRET      prints one JSON object: { passed: [...], failed: { name: why } }
import assert from 'node:assert';
import * as api from 'dataverse-webapi';
import XMLHttpRequest from 'xhr2';
import { newToken, report, step, url } from './sandbox.cjs';

globalThis.XMLHttpRequest = XMLHttpRequest;
const token = await newToken();

// A fresh one each time: asking for the next page changes the one that it is given. Its address is set by hand, since it makes one slash of http://'s two.
const line = () => Object.assign(new api.WebApiConfig('9.2', token, url), { url: `${url}/api/data/v9.2` });
const refused = async (act, code) => assert.equal((await act().then(() => { throw new Error('It was not refused.'); }, error => error)).code, code);

let account, contact;
await step('create', async () => account = await api.create(line(), 'accounts', { name: 'Webapi "A" ü' }));
await step('retrieve', async () => assert.equal((await api.retrieve(line(), 'accounts', account, '$select=name')).name, 'Webapi "A" ü'));
await step('create and see', async () => {
  const made = await api.createWithReturnData(line(), 'contacts', { firstname: 'Wanda', lastname: 'Webapi', 'parentcustomerid_account@odata.bind': `/accounts(${account})` }, '$select=fullname');
  assert.equal(made.fullname, 'Wanda Webapi');
  contact = made.contactid;
});
await step('filter', async () => {
  const found = await api.retrieveMultiple(line(), 'contacts', "$select=fullname&$filter=lastname eq 'Webapi'");
  assert.deepEqual(found.value.map(row => row.fullname), ['Wanda Webapi']);
});
await step('pages', async () => {
  const first = await api.retrieveMultiple(line(), 'contacts', '$select=fullname', { maxPageSize: 20 });
  const second = await api.retrieveMultipleNextPage(line(), first['@odata.nextLink'], { maxPageSize: 20 });
  assert.equal(second.value.length, 20);
  assert.equal(new Set([...first.value, ...second.value].map(row => row.contactid)).size, 40);
});
await step('update', () => api.update(line(), 'accounts', account, { telephone1: '1' }));
await step('update and see', async () => assert.equal((await api.updateWithReturnData(line(), 'accounts', account, { telephone1: '2' }, '$select=telephone1')).telephone1, '2'));
await step('one property', async () => {
  await api.updateProperty(line(), 'accounts', account, 'telephone1', '3');
  assert.equal((await api.retrieve(line(), 'accounts', account, '$select=telephone1')).telephone1, '3');
  await api.deleteProperty(line(), 'accounts', account, 'telephone1');
  assert.equal((await api.retrieve(line(), 'accounts', account, '$select=telephone1')).telephone1, null);
});
await step('part and associate', async () => {
  await api.disassociate(line(), 'accounts', account, 'contact_customer_accounts', contact);
  await api.associate(line(), 'accounts', account, 'contact_customer_accounts', 'contacts', contact);
  await api.disassociate(line(), 'contacts', contact, 'parentcustomerid_account');
});
await step('an alternate key that nobody has', () => refused(() => api.retrieveAlternateKey(line(), 'accounts', "accountnumber='nobody'"), '0x80060891'));
await step('a function', async () => assert.ok((await api.unboundFunction(line(), 'WhoAmI')).UserId));
await step('a function with an alias', async () =>
  assert.ok(await api.unboundFunction(line(), 'RetrieveTotalRecordCount', [{ name: 'EntityNames', alias: 'p1', value: "['account','contact']" }])));
await step('an action', async () => {
  const incident = await api.create(line(), 'incidents', { title: 'Webapi', 'customerid_account@odata.bind': `/accounts(${account})` });
  await api.unboundAction(line(), 'CloseIncident', { IncidentResolution: { subject: 'done', 'incidentid@odata.bind': `/incidents(${incident})` }, Status: 5 });
  assert.equal((await api.retrieve(line(), 'incidents', incident, '$select=statecode')).statecode, 1);
});
await step('a batch', async () => {
  const changes = [{ queryString: 'accounts', method: 'POST', entity: { name: 'In a batch' } }, { queryString: `accounts(${account})`, method: 'PATCH', entity: { name: 'Renamed' } }];
  const answers = await api.batchOperation(line(), 'B1', 'C1', changes, [`accounts(${account})?$select=name`]);
  assert.deepEqual(answers.map(answer => answer.httpStatus), [204, 204, 200]);
  assert.equal(answers[2].data.name, 'Renamed');
});
await step('a batch that is refused', () => refused(() => api.batchOperation(line(), 'B2', 'C2', [{ queryString: 'accounts', method: 'POST', entity: { nope: 1 } }], []), '0x0'));
await step('delete', async () => {
  await api.deleteRecord(line(), 'contacts', contact);
  await refused(() => api.deleteRecord(line(), 'contacts', contact), '0x80040217');
});
report();
