using Baton.Conversations;
using Baton.People;
using Baton.Tests.House;
using Baton.Tests.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Bots;

/// <summary>A hub whose demo bot lives elsewhere and listens.</summary>
internal sealed class BotStage : IAsyncDisposable
{
    private BotStage(Hub hub, ListeningBot bot, HttpClient admin) => (Hub, Bot, Admin) = (hub, bot, admin);

    public Hub Hub { get; }
    public ListeningBot Bot { get; }
    public HttpClient Admin { get; }

    public static async Task<BotStage> Set(TestPostgres postgres, Action<IServiceCollection>? change = null, TimeProvider? clock = null)
    {
        // Bots have to know where we are before we are there.
        var all = new Dictionary<string, string?> { ["BATON_URLS"] = $"http://127.0.0.1:{ServerProcess.FreePort()}" };
        var hub = await Hub.Start(postgres, clock, settings: all, change: change);
        var bot = await ListeningBot.Start();
        var stage = new BotStage(hub, bot, await hub.SignIn("admin"));
        await stage.Lives(bot.Endpoint);
        return stage;
    }

    /// <summary>The demo's bot is at this address from now on.</summary>
    public async Task Lives(string endpoint) =>
        (await Admin.Puts($"/api/v1/bots/{DemoPeople.Bot}", new { name = "Order bot", kind = "connector", endpoint })).EnsureSuccessStatusCode();

    /// <summary>A visitor whom the bot has greeted.</summary>
    public async Task<Visitor> Meets(object? user = null)
    {
        var before = Bot.Heard.Count;
        var visitor = await Visitor.Begin(Hub, user);
        await Bot.HasHeard("event", "startConversation", before);
        await Bot.Says(new { type = "message", text = "Welcome" });
        await visitor.HeardThat("Welcome");
        return visitor;
    }

    public Task<Conversation> GaveUp(Visitor visitor) =>
        Eventually.Is(() => Hub.Look(visitor.ConversationId), seen => seen.EscalationReason is not null, "the bot has given it up");

    public Task<IReadOnlyList<string>> Variables(Visitor visitor) => Hub.Read<string>(
        "select format('%s=%s', name, value) from variables where conversation_id = @ConversationId and set_by = 'bot' order by name collate \"C\"", new { visitor.ConversationId });

    public Task<IReadOnlyList<string>> Notes(Visitor visitor) =>
        Hub.Read<string>("select text from messages where conversation_id = @ConversationId and kind = 'note' order by n", new { visitor.ConversationId });

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await Hub.DisposeAsync();
        await Bot.DisposeAsync();
    }
}
