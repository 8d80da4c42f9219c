// dynamics-web-api, unmodified, through its main surface against a running sandbox; each step asserts what it must see.
//   SANDBOX_URL, SANDBOX_TENANT, SANDBOX_CLIENT, SANDBOX_SECRET      prints one JSON object: { passed: [...], failed: { name: why } }
const assert = require('node:assert');
const { DynamicsWebApi } = require('dynamics-web-api');
const { newToken, report, step, url } = require('./sandbox.cjs');

let token;
const onTokenRefresh = async () => token ??= await newToken();
const api = new DynamicsWebApi({ serverUrl: url, dataApi: { version: '9.2' }, searchApi: { version: '2.0' }, onTokenRefresh });
const old = new DynamicsWebApi({ serverUrl: url, dataApi: { version: '9.2' }, searchApi: { version: '1.0' }, onTokenRefresh });

const label = text => ({ LocalizedLabels: [{ Label: text, LanguageCode: 1033 }], UserLocalizedLabel: { Label: text, LanguageCode: 1033 } });
const refused = async (act, status, code) => {
  const problem = await act().then(() => { throw new Error('It was not refused.'); }, error => error);
  assert.deepEqual([problem.status, problem.code], [status, code]);
};
const kept = {};

const records = async () => {
  await step('create', async () => kept.account = await api.create({ collection: 'accounts', data: { name: 'Node A', telephone1: '1' } }));
  await step('create and see', async () => {
    const made = await api.create({
      collection: 'contacts', returnRepresentation: true, select: ['fullname'],
      data: { firstname: 'Nora', lastname: 'Quist', 'parentcustomerid_account@odata.bind': `/accounts(${kept.account})` },
    });
    kept.contact = made.contactid;
    assert.equal(made.fullname, 'Nora Quist');
  });
  await step('retrieve with expansions', async () => {
    const expand = [{ property: 'contact_customer_accounts', select: ['fullname'], filter: 'statecode eq 0', top: 5, orderBy: ['fullname asc'] }];
    const row = await api.retrieve({ collection: 'accounts', key: kept.account, select: ['name', 'createdon'], expand, includeAnnotations: '*' });
    assert.equal(row.contact_customer_accounts[0].fullname, 'Nora Quist');
    assert.match(row['createdon@OData.Community.Display.V1.FormattedValue'], /^\d+\/\d+\/\d{4} /);
  });
  await step('a related row', async () => {
    const row = await api.retrieve({ collection: 'contacts', key: kept.contact, navigationProperty: 'parentcustomerid_account', select: ['name'] });
    assert.equal(row.name, 'Node A');
  });
  await step('not modified', async () => {
    const row = await api.retrieve({ collection: 'accounts', key: kept.account, select: ['name'] });
    assert.equal(await api.retrieve({ collection: 'accounts', key: kept.account, select: ['name'], ifnonematch: row['@odata.etag'] }), undefined);
  });
  await step('update and see', async () => {
    const row = await api.update({ collection: 'accounts', key: kept.account, data: { telephone1: '2' }, returnRepresentation: true, select: ['telephone1'] });
    assert.equal(row.telephone1, '2');
  });
  await step('an old version is not overwritten', async () =>
    assert.equal(await api.update({ collection: 'accounts', key: kept.account, data: { telephone1: '3' }, ifmatch: 'W/"1"' }), false));
  await step('one property', async () => {
    await api.updateSingleProperty({ collection: 'accounts', key: kept.account, fieldValuePair: { telephone1: '5' } });
    await api.deleteRecord({ collection: 'accounts', key: kept.account, property: 'telephone1' });
    assert.equal((await api.retrieve({ collection: 'accounts', key: kept.account, select: ['telephone1'] })).telephone1, null);
  });
  await step('upsert by alternate key', async () => {
    const key = "accountnumber='NODE-1'";
    await api.upsert({ collection: 'accounts', key, data: { name: 'Upserted' } });
    await api.upsert({ collection: 'accounts', key, data: { name: 'Upserted twice' } });
    assert.equal((await api.retrieve({ collection: 'accounts', key, select: ['name'] })).name, 'Upserted twice');
    assert.equal(await api.upsert({ collection: 'accounts', key, data: { name: 'Never' }, ifnonematch: '*' }), null);
  });
  await step('associate and part again', async () => {
    const [collection, primaryKey] = ['accounts', kept.account];
    const lone = await api.create({ collection: 'contacts', data: { lastname: 'Associated' } });
    await api.associate({ collection, primaryKey, relationshipName: 'contact_customer_accounts', relatedCollection: 'contacts', relatedKey: lone });
    await api.disassociate({ collection, primaryKey, relationshipName: 'contact_customer_accounts', relatedKey: lone });
    await api.associateSingleValued({ collection, primaryKey, navigationProperty: 'primarycontactid', relatedCollection: 'contacts', relatedKey: kept.contact });
    assert.equal((await api.retrieve({ collection, key: primaryKey, select: ['_primarycontactid_value'] }))._primarycontactid_value, kept.contact);
    await api.disassociateSingleValued({ collection, primaryKey, navigationProperty: 'primarycontactid' });
    assert.equal((await api.retrieve({ collection, key: primaryKey, select: ['_primarycontactid_value'] }))._primarycontactid_value, null);
  });
  await step('a duplicate is told', () => refused(() => api.create({ collection: 'accounts', data: { name: 'Node A' }, duplicateDetection: true }), 500, '0x80040333'));
};

const queries = async () => {
  await step('pages', async () => {
    const first = await api.retrieveMultiple({ collection: 'contacts', select: ['fullname'], filter: "contains(fullname,'a')", maxPageSize: 10, count: true, orderBy: ['fullname desc'] });
    assert.equal(first.value.length, 10);
    const second = await api.retrieveMultiple({ collection: 'contacts', maxPageSize: 10 }, first.oDataNextLink);
    assert.ok(second.value.every(row => !first.value.some(other => other.contactid === row.contactid)));
    const all = await api.retrieveAll({ collection: 'contacts', select: ['fullname'], filter: "contains(fullname,'a')", maxPageSize: 50 });
    assert.equal(all.value.length, first.oDataCount);
    assert.equal(await api.count({ collection: 'contacts', filter: "contains(fullname,'a')" }), first.oDataCount);
  });
  await step('apply', async () => {
    const groups = await api.retrieveMultiple({ collection: 'incidents', apply: 'groupby((statecode),aggregate($count as n))' });
    assert.equal(groups.value.reduce((sum, group) => sum + group.n, 0), await api.countAll({ collection: 'incidents' }));
  });
  await step('FetchXML by pages', async () => {
    const fetchXml = '<fetch mapping="logical" count="5"><entity name="account"><attribute name="name"/><order attribute="name"/></entity></fetch>';
    const first = await api.fetch({ collection: 'accounts', fetchXml, includeAnnotations: '*' });
    const { cookie: pagingCookie, nextPage: pageNumber } = first.PagingInfo;
    const second = await api.fetch({ collection: 'accounts', fetchXml, pageNumber, pagingCookie });
    assert.ok(second.value[0].name.toLowerCase() >= first.value[4].name.toLowerCase());
    assert.equal((await api.fetchAll({ collection: 'accounts', fetchXml })).value.length, await api.countAll({ collection: 'accounts' }));
  });
  await step('search', async () => {
    const entities = [{ name: 'contact', selectColumns: ['fullname'], searchColumns: ['fullname'] }];
    const { response } = await api.search({ query: { search: 'adele', count: true, entities, facets: ['@search.entityname,count:10'], orderBy: ['createdon desc'] } });
    assert.equal(response.Value[0].Attributes.fullname, 'Adele Vance');
    assert.deepEqual([response.Count, response.Facets['@search.entityname'][0].Count], [1, 1]);
    const first = await old.search({ query: { search: 'adele', returnTotalRecordCount: true, entities: ['contact'], searchMode: 'any' } });
    assert.equal(first.value[0].fullname, 'Adele Vance');
    assert.equal((await api.suggest({ query: { search: 'ade' } })).response.Value[0].Document.fullname, 'Adele Vance');
    assert.equal((await old.suggest({ query: { search: 'ade', useFuzzy: true } })).value[0].document.fullname, 'Adele Vance');
    assert.equal((await api.autocomplete({ query: { search: 'ade' } })).response.Value, '{crmhit}adele{/crmhit}');
    assert.equal((await old.autocomplete('ade')).value, '{crmhit}adele{/crmhit}');
  });
};

const messages = async () => {
  await step('functions', async () => {
    const me = await api.callFunction('WhoAmI');
    const where = await api.callFunction({ name: 'RetrieveCurrentOrganization', parameters: { AccessType: "Microsoft.Dynamics.CRM.EndpointAccessType'Default'" } });
    assert.equal(where.Detail.OrganizationId, me.OrganizationId);
    const may = await api.callFunction({ name: 'Microsoft.Dynamics.CRM.RetrieveUserPrivileges', collection: 'systemusers', key: me.UserId });
    assert.ok(may.RolePrivileges.some(one => one.PrivilegeName === 'prvReadIncident'));
    const totals = await api.callFunction({ name: 'RetrieveTotalRecordCount', parameters: { EntityNames: ['account', 'contact'] } });
    assert.deepEqual(totals.EntityRecordCountCollection.Keys, ['account', 'contact']);
  });
  await step('a case is closed', async () => {
    const key = await api.create({ collection: 'incidents', data: { title: 'Node case', 'customerid_contact@odata.bind': `/contacts(${kept.contact})` } });
    const action = { Status: 5, IncidentResolution: { subject: 'Solved', 'incidentid@odata.bind': `/incidents(${key})` } };
    await api.callAction({ actionName: 'CloseIncident', action });
    assert.equal((await api.retrieve({ collection: 'incidents', key, select: ['statecode'] })).statecode, 1);
  });
  await step('a lead is qualified', async () => {
    const key = await api.create({ collection: 'leads', data: { subject: 'Pumps', lastname: 'Lead', companyname: 'Leading' } });
    const action = { CreateAccount: true, CreateContact: true, CreateOpportunity: true, Status: 3, OpportunityCurrencyId: null, OpportunityCustomerId: null, SourceCampaignId: null };
    const made = await api.callAction({ collection: 'leads', key, actionName: 'Microsoft.Dynamics.CRM.QualifyLead', action });
    assert.deepEqual(made.value.map(row => row['@odata.type'].split('.').at(-1)), ['account', 'contact', 'opportunity']);
  });
  await step('a batch with a change set', async () => {
    api.startBatch();
    api.retrieveMultiple({ collection: 'contacts', top: 2, select: ['fullname'] });
    api.create({ collection: 'accounts', data: { name: 'Batched' }, contentId: '1' });
    api.create({ collection: 'contacts', data: { lastname: 'Of the batch', 'parentcustomerid_account@odata.bind': '$1' }, contentId: '2' });
    api.callFunction('WhoAmI');
    const [read, account, contact, me] = await api.executeBatch();
    assert.equal(read.value.length, 2);
    assert.equal((await api.retrieve({ collection: 'contacts', key: contact, select: ['_parentcustomerid_value'] }))._parentcustomerid_value, account);
    assert.ok(me.UserId);
  });
  await step('a change set that fails leaves nothing', async () => {
    api.startBatch();
    api.create({ collection: 'accounts', data: { name: 'Never there' } });
    api.create({ collection: 'accounts', data: { nonsense: 1 } });
    const problem = await api.executeBatch().then(() => null, error => error);
    assert.equal(problem[0].status ?? problem[0].error?.code, problem[0].status ? 400 : '0x0');
    assert.equal(await api.count({ collection: 'accounts', filter: "name eq 'Never there'" }), 0);
  });
  await step('a batch goes on after an error when asked', async () => {
    api.startBatch();
    api.create({ collection: 'accounts', data: { nonsense: 1 }, inChangeSet: false });
    api.create({ collection: 'accounts', data: { name: 'After the error' }, inChangeSet: false });
    const [, made] = await api.executeBatch({ continueOnError: true });
    assert.equal((await api.retrieve({ collection: 'accounts', key: made, select: ['name'] })).name, 'After the error');
  });
};

const definitions = async () => {
  const entityKey = "LogicalName='new_bankaccount'";
  await step('tables and columns are described', async () => {
    const activities = await api.retrieveEntities({ select: ['LogicalName', 'SchemaName'], filter: 'IsActivity eq true' });
    assert.ok(activities.value.some(table => table.LogicalName === 'phonecall'));
    const expand = [{ property: 'Attributes', select: ['LogicalName'], filter: "AttributeType eq Microsoft.Dynamics.CRM.AttributeTypeCode'Picklist'" }];
    const account = await api.retrieveEntity({ key: "LogicalName='account'", select: ['MetadataId', 'LogicalName'], expand });
    assert.ok(account.Attributes.some(column => column.LogicalName === 'industrycode'));
    const industry = await api.retrieveAttribute({
      entityKey: "LogicalName='account'", attributeKey: "LogicalName='industrycode'",
      castType: 'Microsoft.Dynamics.CRM.PicklistAttributeMetadata', expand: [{ property: 'OptionSet' }],
    });
    assert.equal(industry.OptionSet.Options.length, 33);
    const picklists = await api.retrieveAttributes({
      entityKey: account.MetadataId, castType: 'Microsoft.Dynamics.CRM.PicklistAttributeMetadata', select: ['LogicalName'],
      expand: [{ property: 'OptionSet', select: ['Options'] }],
    });
    assert.ok(picklists.value.every(column => column.OptionSet.Options.length > 0));
    assert.match(await api.retrieveCsdlMetadata(), /EntityType Name="contact"/);
  });
  await step('a table is made and changed', async () => {
    await api.createEntity({
      data: {
        '@odata.type': 'Microsoft.Dynamics.CRM.EntityMetadata', SchemaName: 'new_BankAccount', DisplayName: label('Bank Account'),
        DisplayCollectionName: label('Bank Accounts'), HasNotes: true, HasActivities: true, OwnershipType: 'UserOwned',
        Attributes: [{
          '@odata.type': 'Microsoft.Dynamics.CRM.StringAttributeMetadata', SchemaName: 'new_AccountName', IsPrimaryName: true, MaxLength: 100,
          FormatName: { Value: 'Text' }, DisplayName: label('Account Name'), RequiredLevel: { Value: 'None' },
        }],
      },
    });
    const table = await api.retrieveEntity({ key: entityKey });
    table.DisplayName = label('Bank Business');
    await api.updateEntity({ data: table, mergeLabels: true });
    assert.equal((await api.retrieveEntity({ key: entityKey })).DisplayName.UserLocalizedLabel.Label, 'Bank Business');
  });
  await step('columns of many kinds', async () => {
    const column = (type, schema, more) => api.createAttribute({
      entityKey, data: { '@odata.type': `Microsoft.Dynamics.CRM.${type}AttributeMetadata`, SchemaName: schema, DisplayName: label(schema), RequiredLevel: { Value: 'None' }, ...more },
    });
    await column('Money', 'new_Balance', { MinValue: 0, MaxValue: 1000000, Precision: 2 });
    const options = ['One', 'Two', 'Three'].map((text, i) => ({ Value: i + 1, Label: label(text) }));
    await column('MultiSelectPicklist', 'new_Tags', { OptionSet: { Options: options } });
    await column('File', 'new_Doc', { MaxSizeInKB: 30720 });
    kept.choice = await api.createGlobalOptionSet({
      data: { '@odata.type': 'Microsoft.Dynamics.CRM.OptionSetMetadata', IsGlobal: true, Name: 'new_colours', OptionSetType: 'Picklist', DisplayName: label('Colours'), Options: options },
    });
    await column('Picklist', 'new_Colour', { 'GlobalOptionSet@odata.bind': `/GlobalOptionSetDefinitions(${kept.choice})` });
    await api.callAction({ actionName: 'InsertOptionValue', action: { OptionSetName: 'new_colours', Value: 9, Label: label('Green') } });
    kept.bank = await api.create({ collection: 'new_bankaccounts', data: { new_accountname: 'Savings', new_balance: 12.5, new_tags: '1,3', new_colour: 9 } });
    const filter = "Microsoft.Dynamics.CRM.ContainValues(PropertyName='new_tags',PropertyValues=['3'])";
    const [row] = (await api.retrieveMultiple({ collection: 'new_bankaccounts', select: ['new_balance', 'new_tags', 'new_colour'], filter, includeAnnotations: '*' })).value;
    const label_ = name => row[`${name}@OData.Community.Display.V1.FormattedValue`];
    assert.deepEqual([label_('new_balance'), label_('new_tags'), label_('new_colour')], ['$12.50', 'One; Three', 'Green']);
  });
  await step('a file goes up in blocks and comes back', async () => {
    const data = Buffer.from(Array.from({ length: 5 * 1024 * 1024 }, (_, i) => i % 251));
    await api.uploadFile({ collection: 'new_bankaccounts', key: kept.bank, property: 'new_doc', fileName: 'statement.bin', data });
    const back = await api.downloadFile({ collection: 'new_bankaccounts', key: kept.bank, property: 'new_doc' });
    assert.deepEqual([back.fileName, back.fileSize], ['statement.bin', data.length]);
    assert.ok(Buffer.from(back.data).equals(data));
  });
  await step('a relation is made and taken away', async () => {
    const key = await api.createRelationship({
      data: {
        '@odata.type': 'Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata', SchemaName: 'new_contact_new_bankaccount', ReferencedEntity: 'contact',
        ReferencedAttribute: 'contactid', ReferencingEntity: 'new_bankaccount', CascadeConfiguration: { Delete: 'RemoveLink' },
        Lookup: { '@odata.type': 'Microsoft.Dynamics.CRM.LookupAttributeMetadata', SchemaName: 'new_HolderId', DisplayName: label('Holder'), RequiredLevel: { Value: 'None' } },
      },
    });
    await api.update({ collection: 'new_bankaccounts', key: kept.bank, data: { 'new_HolderId@odata.bind': `/contacts(${kept.contact})` } });
    const contact = await api.retrieve({ collection: 'contacts', key: kept.contact, select: ['fullname'], expand: [{ property: 'new_contact_new_bankaccount', select: ['new_accountname'] }] });
    assert.equal(contact.new_contact_new_bankaccount[0].new_accountname, 'Savings');
    await api.deleteRelationship({ key });
  });
};

(async () => {
  for (const part of [records, queries, messages, definitions]) await part();
  report();
})();
