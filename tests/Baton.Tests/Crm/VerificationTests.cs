using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Baton.Conversations;
using Baton.Crm;
using Baton.People;
using Baton.Plumbing;
using Baton.Sandbox;
using Baton.Tests.Channels;
using Baton.Tests.House;
using Baton.Tools;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Crm;

/// <summary>A code e-mailed to the address on the record: three tries, three codes, ten minutes, and no word on whether the address is known.</summary>
public sealed class VerificationTests(TestPostgres postgres, ContosoSandbox sandbox) : IClassFixture<ContosoSandbox>, IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private readonly HashSet<string> _opened = [];
    private Hub _hub = null!;
    private ToolBox _box = null!;
    private string _email = null!;

    private static readonly Runner Bot = Runner.Bot(DemoPeople.Bot, "Contoso bot");
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_right_code_verifies_links_the_contact_and_opens_their_records()
    {
        var conversation = await Begin();
        (await Run("get_contact_cases", new() { ["email"] = _email }, conversation)).Error!.Code.ShouldBe("not_verified");
        (await Run("get_contact_by_email", new() { ["email"] = _email }, conversation)).Json!["match"]!.GetValue<bool>().ShouldBeTrue();
        await Send(conversation);

        var checkedCode = (await Check(conversation, await Code())).Json!;

        ((bool)checkedCode["verified"]!, (string)checkedCode["email"]!).ShouldBe((true, _email));
        (await Run("get_contact_cases", new() { ["email"] = _email }, conversation)).IsOk.ShouldBeTrue();
        (await _hub.Ask<string>("select concat_ws('|', verified_email, verified_by, contact_id = verified_contact_id::text) from conversations")).ShouldBe($"{_email}|code|t");
        (await _hub.Ask<string>("select string_agg(name || ' by ' || set_by, ', ' order by name) from variables")).ShouldBe("ContactId by system, ContactName by system, Email by system");
        (await Check(conversation, "000000")).Json!["verified"]!.GetValue<bool>().ShouldBeTrue("who is verified stays so");
    }

    [Fact]
    public async Task Three_wrong_tries_spend_a_code_and_a_fresh_one_is_good()
    {
        var conversation = await Begin();
        await Send(conversation);
        var code = await Code();
        var wrong = code == "111111" ? "222222" : "111111";
        (await Check(conversation, wrong)).Error!.Code.ShouldBe("wrong_code");
        (await Check(conversation, "12345")).Error!.Code.ShouldBe("wrong_code");
        (await Check(conversation, wrong)).Error!.Code.ShouldBe("too_many_tries");
        (await Check(conversation, code)).Error!.Code.ShouldBe("too_many_tries");

        await Send(conversation);
        (await Check(conversation, code)).Error!.Code.ShouldBe("wrong_code", "the old one is no good");
        (await Check(conversation, await Code())).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task After_ten_minutes_a_code_is_no_good_and_three_codes_are_all_there_are()
    {
        var conversation = await Begin();
        await Send(conversation);
        var code = await Code();
        _clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        (await Check(conversation, "x")).Error!.Code.ShouldBe("wrong_code");
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await Check(conversation, code)).Error!.Code.ShouldBe("code_expired");

        ((int)(await Send(conversation)).Json!["codes_left"]!).ShouldBe(1);
        await Code();
        ((int)(await Send(conversation)).Json!["codes_left"]!).ShouldBe(0);
        (await Send(conversation)).Error!.Code.ShouldBe("too_many_codes");
        (await Check(conversation, await Code())).IsOk.ShouldBeTrue("the last one is still good");
    }

    [Fact]
    public async Task An_address_that_nobody_has_is_answered_like_any_other()
    {
        var (known, unknown) = (await Begin(), await Begin());
        var before = await Mails();
        var sent = (await Send(known)).Json!.ToJsonString();
        (await Run("send_verification_code", new() { ["email"] = "nobody@nowhere.example" }, unknown)).Json!.ToJsonString().ShouldBe(sent);
        (await Check(unknown, "123456")).Error!.Code.ShouldBe("wrong_code");
        (await Mails()).ShouldBe(before + 1);
    }

    [Fact]
    public async Task A_code_belongs_to_its_conversation()
    {
        var (hers, another) = (await Begin(), await Begin());
        await Send(hers);
        var code = await Code();
        (await Check(another, code)).Error!.Code.ShouldBe("no_code");
        await Send(another);
        (await Check(another, code)).Error!.Code.ShouldBe("wrong_code");
    }

    [Fact]
    public async Task A_turn_that_is_done_again_after_a_crash_sends_no_second_code()
    {
        var conversation = await Begin();
        var before = await Mails();
        var call = new ToolCall { Who = Bot, ConversationId = conversation, IdempotencyKey = "turn-1" };
        for (var i = 0; i < 2; i++)
        {
            (await _box.Run("send_verification_code", new() { ["email"] = _email }, call, Ct)).IsOk.ShouldBeTrue();
            await _hub.Ask<int?>("update tool_runs set outcome = 'running', result = null where tool = 'send_verification_code' returning 1");   // it died before it could say so
        }
        (await Mails()).ShouldBe(before + 1);
        (await _hub.Ask<long>("select count(*) from verification_codes")).ShouldBe(1);
        (await Check(conversation, await Code())).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task They_are_about_a_conversation_and_no_part_of_what_others_are_offered()
    {
        (await _box.Run("send_verification_code", new() { ["email"] = _email }, new ToolCall { Who = Bot }, Ct)).Error!.Code.ShouldBe("needs_conversation");
        _box.Tools.ShouldNotContain(tool => tool.Group == "Verification");
        _box.Tools.Count.ShouldBe(28);
        (await _hub.Ask<string>("select coalesce(string_agg(code_hash::text, ''), 'none') from verification_codes")).ShouldBe("none");
    }

    private async Task<Guid> Begin()
    {
        var id = Guid.CreateVersion7();
        await using var scope = _hub.Services.CreateAsyncScope();
        await using var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(Ct);
        await work.Begin(new Arrival { ConversationId = id, ChannelId = Guid.CreateVersion7(), Channel = "web chat", WorkstreamId = Guid.CreateVersion7(), VisitorId = "v" });
        await work.Commit();
        return id;
    }

    private Task<ToolResult> Send(Guid conversation) => Run("send_verification_code", new() { ["email"] = _email }, conversation);

    private Task<ToolResult> Check(Guid conversation, string code) => Run("check_verification_code", new() { ["code"] = code }, conversation);

    private Task<ToolResult> Run(string tool, JsonObject input, Guid conversation) => _box.Run(tool, input, new ToolCall { Who = Bot, ConversationId = conversation }, Ct);

    /// <summary>
    /// The code in the mail to the address that has not been opened yet, read where its owner would. Mails of one second have no order, so each is opened
    /// before the next is sent.
    /// </summary>
    private async Task<string> Code()
    {
        var unread = (await History())["emails"]!.AsArray().Select(mail => (string)mail!["email_id"]!).Single(_opened.Add);
        var read = await _box.Run("get_email_history", new() { ["email_id"] = unread }, new ToolCall { Who = Runner.System }, Ct);
        return Regex.Match((string)read.Json!["text"]!, @"\d{6}").Value;
    }

    private async Task<int> Mails() => (int)(await History())["count"]!;

    private async Task<JsonObject> History() => (await _box.Run("get_email_history", new() { ["email"] = _email }, new ToolCall { Who = Runner.System }, Ct)).Json!;

    public async ValueTask InitializeAsync()
    {
        var dynamics = await sandbox.Address();
        _hub = await Hub.Start(postgres, _clock, change: services => services.AddSingleton(CrmHub.Quick));
        await CrmHub.Seed(_hub);
        _box = _hub.Services.GetRequiredService<ToolBox>();
        await CrmDemo.Connect(_hub.Services, dynamics, SandboxOptions.DemoTenantId, SandboxOptions.DemoClientId, SandboxOptions.DemoClientSecret, Ct);

        // Somebody of this test's own, because the list of their mails is short.
        _email = $"pat{Guid.NewGuid():N}@new.example";
        var open = await _hub.Services.GetRequiredService<CrmLine>().Get(Ct);
        await open.Client.Create("contacts", new JsonObject { ["firstname"] = "Pat", ["lastname"] = "New", ["emailaddress1"] = _email }, "contactid", Ct);
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();
}
