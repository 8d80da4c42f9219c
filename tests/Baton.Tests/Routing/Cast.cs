using System.Net.Http.Json;
using System.Text.Json;
using Baton.Conversations;
using Baton.People;
using Baton.Plumbing;
using Baton.Routing;
using Baton.Tests.House;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Routing;

/// <summary>What visitors, bots and agents do in the stories of this room.</summary>
internal static class Cast
{
    public static async Task<T> InWork<T>(this Hub hub, Func<Work, Task<T>> act)
    {
        await using var scope = hub.Services.CreateAsyncScope();
        await using var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(CancellationToken.None);
        var result = await act(work);
        await work.Commit();
        return result;
    }

    public static async Task<IReadOnlyList<T>> Read<T>(this Hub hub, string sql, object? with = null)
    {
        await using var scope = hub.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Database>().List<T>(sql, with, CancellationToken.None);
    }

    public static async Task<Guid> Arrives(this Hub hub, IReadOnlyDictionary<string, object?>? variables = null, Guid? workstream = null, string visitor = "v1")
    {
        var id = Guid.CreateVersion7();
        await hub.InWork(work => work.Begin(new Arrival
        {
            ConversationId = id, ChannelId = Guid.CreateVersion7(), Channel = "web chat",
            WorkstreamId = workstream ?? DemoRouting.Workstream,
            VisitorId = visitor, VisitorName = "Vera", Variables = variables ?? new Dictionary<string, object?>(),
        }));
        return id;
    }

    public static Task<Conversation> Stands(this Hub hub, Guid id, State state) =>
        hub.Stands(id, seen => seen.State == state, $"the conversation is {state}");

    public static async Task<Conversation> Stands(this Hub hub, Guid id, Func<Conversation, bool> right, string what)
    {
        try
        {
            return await Eventually.Is(() => hub.Look(id), right, what);
        }
        catch (TimeoutException vain)
        {
            var jobs = await hub.Read<string>(
                "select format('%s attempts=%s due=%s: %s', reaction, attempts, due, error) from jobs order by id");
            throw new TimeoutException($"{vain.Message}\nJobs:\n{string.Join('\n', jobs)}");
        }
    }

    public static async Task<Conversation> Look(this Hub hub, Guid id)
    {
        await using var scope = hub.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Database>().Conversation(id, CancellationToken.None);
    }

    /// <summary>A new conversation that the bot has had and given up.</summary>
    public static async Task<Guid> ArrivesAndAsksForSomebody(this Hub hub, string? topic = null)
    {
        var id = await hub.Arrives();
        await hub.Stands(id, State.WithBot);
        await hub.BotGivesUp(id, topic);
        return id;
    }

    public static Task<bool> BotGivesUp(this Hub hub, Guid id, string? topic = null) => hub.InWork(async work =>
    {
        var conversation = await work.LockConversation(id);
        if (topic is not null) await work.SetVariables(id, new Dictionary<string, object?> { ["topic"] = topic }, "bot");
        var bot = conversation.HandlerId!.Value;
        await work.Save(conversation,
            conversation.Escalate(bot, conversation.Epoch, "They want somebody.", "bot", "asked_for_a_person", work.Now));
        work.Record(new Escalated(id, bot, "asked_for_a_person"));
        return true;
    });

    public static Task<bool> VisitorEnds(this Hub hub, Guid id) => hub.InWork(async work =>
    {
        var conversation = await work.LockConversation(id);
        if (conversation.Standing.IsOver) return false;
        await Ending.End(work, conversation, "ended_by_visitor", "The visitor ended the conversation.", new Happening("ended", "visitor"));
        return true;
    });

    public static Task<bool> Closes(this Hub hub, Guid id) => hub.InWork(async work =>
    {
        await Ending.Close(work, await work.LockConversation(id), "closed_by_agent");
        return true;
    });

    public static async Task<HttpClient> SignInAs(this Hub hub, string name, string presence = "Available")
    {
        var client = await hub.SignIn(name);
        (await client.Says(presence)).EnsureSuccessStatusCode();
        return client;
    }

    public static Task<HttpResponseMessage> Says(this HttpClient client, string presence) =>
        client.Puts("/api/v1/me/presence", new { presence });

    public static Task<HttpResponseMessage> Puts(this HttpClient client, string path, object body) =>
        client.PutAsJsonAsync(path, body, CancellationToken.None);

    public static Task<HttpResponseMessage> Posts(this HttpClient client, string path, object body) =>
        client.PostAsJsonAsync(path, body, CancellationToken.None);

    public static async Task<JsonElement> Body(this HttpResponseMessage answer) =>
        await answer.Content.ReadFromJsonAsync<JsonElement>(CancellationToken.None);

    public static async Task<JsonElement> Json(this HttpClient client, string path) => await client.GetFromJsonAsync<JsonElement>(path);

    public static async Task<JsonElement[]> Offers(this HttpClient client) => [.. (await client.Json("/api/v1/offers")).EnumerateArray()];

    /// <summary>The one offer that somebody has, as soon as they have it.</summary>
    public static async Task<(Guid Id, Guid ConversationId)> IsOffered(this HttpClient client, Guid? conversation = null,
        TimeSpan? within = null)
    {
        var offers = await Eventually.Is(client.Offers,
            seen => seen.Any(Meant), "somebody is offered it", within);
        var offer = offers.First(Meant);
        return (offer.GetProperty("id").GetGuid(), offer.GetProperty("conversationId").GetGuid());

        bool Meant(JsonElement one) => conversation is null || one.GetProperty("conversationId").GetGuid() == conversation;
    }

    public static Task<HttpResponseMessage> Accepts(this HttpClient client, Guid offer) =>
        client.PostAsync($"/api/v1/offers/{offer}/accept", null);

    public static Task<HttpResponseMessage> Declines(this HttpClient client, Guid offer) =>
        client.PostAsync($"/api/v1/offers/{offer}/decline", null);

    public static async Task<string> Code(this HttpResponseMessage answer) => (await answer.Body()).GetProperty("code").GetString()!;

    public static async Task<string> Detail(this HttpResponseMessage answer) => (await answer.Body()).GetProperty("detail").GetString()!;

    public static Dictionary<string, object?> About(string topic) => new() { ["topic"] = topic };

    public static readonly Guid Alex = DemoPeople.Alex, Bea = DemoPeople.Bea, Sam = DemoPeople.Sam, Bot = DemoPeople.Bot;
}
