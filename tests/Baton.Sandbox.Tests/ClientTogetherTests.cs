using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Baton.Dataverse;

namespace Baton.Sandbox.Tests;

/// <summary>Our own client and the sandbox: neither knows the other, so what works here works elsewhere.</summary>
public sealed class ClientTogetherTests(SandboxFixture sandbox, ITestOutputHelper output) : IClassFixture<SandboxFixture>
{
    private const int Callers = 64;
    private const int WritesEach = 4;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DataverseClient Client(Func<DataverseOptions, DataverseOptions>? with = null)
    {
        var options = new DataverseOptions { Instance = new Uri(sandbox.Url), FirstPause = TimeSpan.FromMilliseconds(20) };
        var entra = new EntraSecret(new Uri(sandbox.Url), sandbox.Options.TenantId, sandbox.Options.ClientId, sandbox.Options.ClientSecret, new Uri(sandbox.Url));
        return new DataverseClient(with is null ? options : with(options), entra.Token);
    }

    [Fact]
    public async Task Sixty_four_callers_under_throttling_lose_no_write_and_double_none()
    {
        using var client = Client(options => options with { Patience = TimeSpan.FromMinutes(2), RetriesMax = 20 });
        using var on = await sandbox.Send("POST", $"{sandbox.Url}/sandbox/switches",
            """{"throttle":"requests","throttleTimes":90,"retryAfterSeconds":1,"limits":true}""");
        on.EnsureSuccessStatusCode();
        var clock = Stopwatch.StartNew();
        try
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, Callers), new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = Ct },
                async (caller, ct) =>
                {
                    for (var n = 0; n < WritesEach; n++)
                    {
                        var id = Guid.CreateVersion7();
                        var created = await client.CreateOnce("contacts", id, new JsonObject { ["lastname"] = $"Throttled {caller}", ["jobtitle"] = $"{n}" }, null, ct);
                        created.Row.Id("contactid").ShouldBe(id);
                        await client.Update("contacts", id, new JsonObject { ["department"] = "done" }, ct);
                        await client.Create("tasks", new JsonObject { ["subject"] = $"Throttled task {caller}/{n}" }, "subject", ct);
                    }
                });
        }
        finally
        {
            using var off = await sandbox.Send("POST", $"{sandbox.Url}/sandbox/switches", "{}");
        }
        output.WriteLine($"{Callers * WritesEach * 3} writes in {clock.Elapsed.TotalSeconds:0.0} s");
        (await client.Query(new Query("contacts") { Filter = Filter.Of($"department eq {"done"}"), Count = true, Top = 1 }, Ct)).Count.ShouldBe(Callers * WritesEach);
        var tasks = new List<string>();
        await foreach (var row in client.All(new Query("tasks") { Select = "subject", Filter = Filter.Of($"startswith(subject,{"Throttled task"})") }, Ct))
            tasks.Add(row.Text("subject")!);
        tasks.Order().ShouldBe(Enumerable.Range(0, Callers).SelectMany(caller => Enumerable.Range(0, WritesEach).Select(n => $"Throttled task {caller}/{n}")).Order());
    }

    [Fact]
    public async Task FetchXML_is_read_to_its_end_by_pages_and_long_ones_go_in_a_batch()
    {
        using var client = Client();
        const string Fetch = "<fetch count='40'><entity name='contact'><attribute name='fullname'/><order attribute='fullname'/></entity></fetch>";
        var ids = new List<Guid?>();
        await foreach (var row in client.FetchAll("contacts", Fetch, Ct)) ids.Add(row.Id("contactid"));
        ids.Distinct().Count().ShouldBe(ids.Count);
        ids.Count.ShouldBe((await client.Query(new Query("contacts") { Count = true, Top = 1, Select = "contactid" }, Ct)).Count!.Value);
        var many = string.Concat(Enumerable.Range(0, 300).Select(n => $"<value>nobody{n}@contoso.example</value>"));
        (await client.Fetch("contacts", $"<fetch><entity name='contact'><attribute name='fullname'/><filter><condition attribute='emailaddress1' operator='in'>{many}"
            + "<value>adele@contoso.example</value></condition></filter></entity></fetch>", Ct)).Rows.ShouldHaveSingleItem().Text("fullname").ShouldBe("Adele Vance");
    }

    [Fact]
    public async Task A_batch_is_done_as_a_whole_or_not_at_all()
    {
        using var client = Client();
        var batch = new Batch();
        var account = batch.Create("accounts", new JsonObject { ["name"] = "Batched by us" });
        batch.Create("contacts", new JsonObject { ["lastname"] = "Batched", ["parentcustomerid_account@odata.bind"] = account });
        batch.Update(account, new JsonObject { ["telephone1"] = "1" });
        batch.Read(new Query("accounts") { Select = "telephone1", Filter = Filter.Of($"name eq {"Batched by us"}") });
        var answers = await client.Run(batch, Ct);
        answers.Count.ShouldBe(4);
        answers[3].Row.Many("value").ShouldHaveSingleItem().Text("telephone1").ShouldBe("1");
        (await client.Find(new Query("contacts") { Select = "_parentcustomerid_value" }, answers[1].Id!.Value, Ct))!.Value.Lookup("parentcustomerid").ShouldBe(answers[0].Id);

        var failing = new Batch();
        failing.Create("accounts", new JsonObject { ["name"] = "Never there" });
        failing.Create("accounts", new JsonObject { ["nonsense"] = 1 });
        (await Should.ThrowAsync<DataverseError>(() => client.Run(failing, Ct))).Message.ShouldContain("nonsense");
        (await client.Query(new Query("accounts") { Filter = Filter.Of($"name eq {"Never there"}") }, Ct)).Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task Records_are_associated_found_by_key_and_counted_in_groups()
    {
        using var client = Client();
        var account = (await client.UpsertByKey("accounts", [("accountnumber", "O'K 1")], new JsonObject { ["name"] = "Keyed" }, "name", Ct)).Id("accountid")!.Value;
        (await client.FindByKey(new Query("accounts") { Select = "name" }, [("accountnumber", "O'K 1")], Ct))!.Value.Text("name").ShouldBe("Keyed");
        (await client.FindByKey(new Query("accounts"), [("accountnumber", "none")], Ct)).ShouldBeNull();
        var contact = await sandbox.Adele();
        await client.Associate("accounts", account, "primarycontactid", "contacts", contact, Ct, isCollection: false);
        (await client.Find(new Query("accounts") { Select = "_primarycontactid_value" }, account, Ct))!.Value.Lookup("primarycontactid").ShouldBe(contact);
        await client.Disassociate("accounts", account, "primarycontactid", null, Ct);
        (await client.Find(new Query("accounts") { Select = "_primarycontactid_value" }, account, Ct))!.Value.Lookup("primarycontactid").ShouldBeNull();
        var states = await client.Query(new Query("incidents") { Apply = "groupby((statecode),aggregate($count as n))" }, Ct);
        states.Rows.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Definitions_are_read_once_and_again_when_they_are_old()
    {
        using var client = Client();
        var asked = 0;
        var observed = client.Observed(_ => asked++);
        (await client.Definitions.Table("incident", Ct))!.EntitySetName.ShouldBe("incidents");
        (await client.Definitions.Table("nothing", Ct)).ShouldBeNull();
        (await client.Definitions.Options("incident", "prioritycode", Ct)).Select(option => option.Label).ShouldBe(["High", "Normal", "Low"]);
        (await client.Definitions.Options("incident", "statuscode", Ct)).First(option => option.Value == 5).State.ShouldBe(1);
        (await client.Definitions.Options("contact", "new_vip", Ct)).Count.ShouldBe(2);
        (await client.Definitions.Options("contact", "fullname", Ct)).ShouldBeEmpty();
        (await client.Definitions.Columns("contact", Ct)).First(column => column.LogicalName == "firstname").IsWritable.ShouldBeTrue();
        observed.Definitions.ShouldBeSameAs(client.Definitions);
        (await client.Definitions.Columns("contact", Ct)).ShouldBeSameAs(await client.Definitions.Columns("contact", Ct));
        client.Definitions.Forget();
        (await client.Definitions.Tables(Ct)).ShouldContain(table => table.LogicalName == "lead");
        asked.ShouldBe(0, "definitions are not part of anybody's log");
    }

    [Fact]
    public async Task One_may_act_for_another_and_no_further_than_both_may()
    {
        using var client = Client();
        var sam = (await client.Query(new Query("systemusers") { Filter = Filter.Of($"fullname eq {"Sam Rivera"}") }, Ct)).Rows[0];
        (await client.AsUser(sam.Id("systemuserid")!.Value).WhoAmI(Ct)).UserId.ShouldBe(sam.Id("systemuserid")!.Value);
        (await client.As(sam.Id("azureactivedirectoryobjectid")!.Value).WhoAmI(Ct)).UserId.ShouldBe(sam.Id("systemuserid")!.Value);
        (await Should.ThrowAsync<DataverseError>(() => client.AsUser(sam.Id("systemuserid")!.Value).Query(new Query("leads"), Ct))).MissingPrivilege.ShouldBe("prvReadLead");
    }

    [Fact]
    public async Task Certificates_secrets_managed_identities_and_federation_sign_in()
    {
        using var trusted = X509CertificateLoader.LoadCertificate(X509Certificate2.CreateFromPem(await sandbox.Look("/sandbox/https.pem")).RawData);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == trusted.GetCertHashString();
        var https = new Uri(sandbox.HttpsUrl);
        var app = new EntraApp(https, sandbox.Options.TenantId, sandbox.Options.ClientId, new Uri(sandbox.Url));
        var pem = await sandbox.Look("/sandbox/certificate.pem");
        using var certificate = X509Certificate2.CreateFromPem(pem, pem);

        await SignsIn(EntraCredential.OfCertificate(app, certificate, handler));
        await SignsIn(EntraCredential.OfSecret(app, sandbox.Options.ClientSecret, handler));
        (await Should.ThrowAsync<DataverseError>(() => SignsIn(EntraCredential.OfSecret(app, "wrong", handler)))).Code.ShouldBe("AADSTS7000215");
        (await Should.ThrowAsync<DataverseError>(() => SignsIn(EntraCredential.OfFederation(app, _ => Task.FromResult(Foreign()), handler)))).Code
            .ShouldBe("AADSTS700211");
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", $"{sandbox.Url}/metadata/identity/oauth2/token");
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", "here");
        await SignsIn(EntraCredential.OfManagedIdentity(new Uri(sandbox.Url)));
    }

    private async Task SignsIn(EntraCredential credential)
    {
        using var client = new DataverseClient(new DataverseOptions { Instance = new Uri(sandbox.Url) }, credential.Token);
        (await client.WhoAmI(Ct)).UserId.ShouldNotBe(Guid.Empty);
    }

    // A token of an issuer that the tenant has never heard of.
    private static string Foreign()
    {
        static string Part(string json) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return $"{Part("""{"alg":"RS256"}""")}.{Part("""{"iss":"https://token.actions.githubusercontent.com","sub":"repo:contoso/x","aud":"api://AzureADTokenExchange","exp":4102444800}""")}.c2ln";
    }
}
