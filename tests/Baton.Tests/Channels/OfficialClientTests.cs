using System.Text.Json;
using Baton.Conversations;
using Baton.Plumbing;
using Baton.Tests.House;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Channels;

/// <summary>The official npm client, unmodified, in a process of its own. What it saw is what counts.</summary>
public sealed class OfficialClientTests(TestPostgres postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_official_client_does_all_it_can_do()
    {
        await using var hub = await Hub.Start(postgres, settings: LineVisitor.Alone);
        var secret = await hub.MakeChannel();
        GreetAndEcho(hub);

        var saw = await NodeClient.Run("directline.cjs", new Dictionary<string, string>
        {
            ["BATON_URL"] = hub.Address.ToString(), ["BATON_DIRECTLINE_SECRET"] = secret,
        }, Ct);

        var socket = saw.GetProperty("socket");
        Texts(socket, "heard").ShouldBe([
            "Hello", "one", "You said: one", "two", "You said: two", "three", "You said: three", "four", "You said: four", "bye", "The visitor ended the conversation."],
            ignoreOrder: true, "each once, through a dropped line");
        Texts(socket, "storedAfterEnd").ShouldBe(Texts(socket, "heard"), "and in the order of the store");
        socket.GetProperty("reopened").GetInt32().ShouldBeGreaterThan(1);
        socket.GetProperty("echoes").EnumerateArray().Select(echo => echo.GetProperty("id").GetString()).ShouldBe(Texts(socket, "ids"));
        socket.GetProperty("echoes").EnumerateArray().ShouldAllBe(echo => echo.GetProperty("from").GetString() == "dl_ann");
        socket.GetProperty("renewed").GetBoolean().ShouldBeTrue();
        socket.GetProperty("session").GetString()!.Length.ShouldBe(32);
        socket.GetProperty("afterEnd").GetInt32().ShouldBe(409);
        Texts(socket, "codes").ShouldBe(["userCancelled"]);
        Texts(socket, "states").ShouldBe(["Uninitialized", "Connecting", "Online"]);

        Texts(saw.GetProperty("polling"), "heard").ShouldBe(["Hello", "one", "You said: one"]);
        Texts(saw.GetProperty("server"), "heard").ShouldBe(["Hello", "one", "You said: one"]);
        Texts(saw.GetProperty("reload"), "heard").ShouldBe(["two", "You said: two"]);
        Texts(saw.GetProperty("stranger"), "states").ShouldContain("FailedToConnect");
    }

    /// <summary>A bot of the simplest kind, without the rooms that run bots.</summary>
    private static void GreetAndEcho(Hub hub)
    {
        hub.Services.GetRequiredService<Bulletin>().Listen(notices =>
        {
            foreach (var notice in notices)
                if (notice.Fact is Began or Said { IsForBot: true }) _ = Task.Run(() => Answer(hub, notice.Fact), Ct);
        });
    }

    private static async Task Answer(Hub hub, Fact fact)
    {
        switch (fact)
        {
            case Began began:
                await hub.BotSays(began.ConversationId, await hub.GiveToBot(began.ConversationId), "Hello");
                break;
            case Said { Message.Text: "bye" } said:
                await using (var scope = hub.Services.CreateAsyncScope())
                    await scope.ServiceProvider.GetRequiredService<Ending>().EndByVisitor(said.ConversationId, Ct);
                break;
            case Said said:
                await hub.BotSays(said.ConversationId, Speaker.Bot(said.HandlerId!.Value, "Berta"), $"You said: {said.Message.Text}");
                break;
        }
    }

    private static string?[] Texts(JsonElement of, string name) => [.. of.GetProperty(name).EnumerateArray().Select(text => text.GetString())];
}
