using System.Text;
using System.Text.Json;
using Baton.Bots.Connector;
using Baton.Conversations;
using Baton.Plumbing;

namespace Baton.Bots.Life;

/// <summary>Notes what a bot that is being tested says in calls of its own, also where another process hears them.</summary>
internal static class TestWire
{
    private const int CallsMax = 60;

    /// <summary>The outermost of the door's filters, so that refusals are noted, too.</summary>
    public static async ValueTask<object?> Note(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (Place.Parse((string?)http.GetRouteValue("conversationId") ?? "") is not { } place || !place.ConversationId.IsTest()) return await next(context);

        var clock = http.RequestServices.GetRequiredService<TimeProvider>();
        var (at, began) = (clock.GetUtcNow(), clock.GetTimestamp());
        http.Request.EnableBuffering(Wire.ActivityBytesMax, Wire.ActivityBytesMax + 1);
        var result = await next(context);
        var call = new WireCall
        {
            At = at, Direction = "in", Method = http.Request.Method, Address = Mask.Of(http.Request.Path), Status = (result as IStatusCodeHttpResult)?.StatusCode ?? 200,
            TookMs = (int)clock.GetElapsedTime(began).TotalMilliseconds, Sent = await Sent(http), Answered = Answered(result),
        };
        await Keep(http.RequestServices.GetRequiredService<Database>(), place.ConversationId, call, http.RequestAborted);
        return result;
    }

    public static async Task<IReadOnlyList<WireCall>> Of(Database database, Guid conversationId, CancellationToken ct) =>
        [.. (await database.List<string>("select call::text from bot_test_calls where conversation_id = @conversationId order by at, id limit @CallsMax", new { conversationId, CallsMax }, ct))
            .Select(call => JsonSerializer.Deserialize<WireCall>(call, JsonSerializerOptions.Web)!)];

    private static Task Keep(Database database, Guid conversationId, WireCall call, CancellationToken ct) => database.WriteAlone<int>("""
        with kept as (insert into bot_test_calls (conversation_id, id, at, call) select @conversationId, @id, @At, @call::jsonb
            where exists (select from conversations where id = @conversationId)
              and (select count(*) from bot_test_calls where conversation_id = @conversationId) < @CallsMax returning 1)
        select count(*)::int from kept
        """, new { conversationId, id = Guid.CreateVersion7(), call.At, call = JsonSerializer.Serialize(call, JsonSerializerOptions.Web), CallsMax }, ct);

    private static async Task<string?> Sent(HttpContext http)
    {
        if (!http.Request.Body.CanSeek || http.Request.Body.Length == 0) return null;
        http.Request.Body.Position = 0;
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8, leaveOpen: true);
        return Mask.Of((await reader.ReadToEndAsync(http.RequestAborted)).Replace("\0", "", StringComparison.Ordinal));
    }

    private static string? Answered(object? result) => result is IValueHttpResult { Value: { } value } ? Mask.Of(JsonSerializer.Serialize(value, value.GetType(), JsonSerializerOptions.Web)) : null;
}
