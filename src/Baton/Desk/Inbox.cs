using Baton.Conversations;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Desk;

/// <summary>What an agent finds: theirs, what waits in their queues, and for supervisors everything.</summary>
public static class Inbox
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/conversations", List);
        routes.MapGet("/conversations/{id:guid}", async (Guid id, Caller caller, Database database, CancellationToken ct) =>
        {
            await database.MustSee(caller, id, ct);
            return TypedResults.Ok(await database.ViewOf(id, caller.UserId, ct));
        });
        routes.MapGet("/conversations/{id:guid}/messages", Messages);
    }

    private static async Task<IReadOnlyList<ConversationRow>> List(
        HttpContext http, Caller caller, Database database, CancellationToken ct, string view = "mine", string? state = null, Guid? after = null, int? limit = null)
    {
        var page = Page.From(after, limit);
        var which = view switch
        {
            "mine" => "(c.handler_id = @user or c.offered_to = @user)",
            "queue" => "c.state = 'Waiting' and c.queue_id in (select queue_id from members where user_id = @user)",
            "all" when caller.IsAtLeast(Role.Supervisor) => "true",
            "all" => "(c.handler_id = @user or c.offered_to = @user or c.queue_id in (select queue_id from members where user_id = @user))",
            _ => throw Refusal.Invalid("invalid_view", "view is one of mine, queue and all."),
        };
        // What is over is history: it is listed only when asked for.
        var states = States(state);
        var over = state is null ? "c.state <> 'Closed'" : "c.state = any(@states)";
        var rows = await database.List<Rows.Flat>($"""
            select {Rows.Columns} from {Rows.From}
            where {which} and {over}
              and (@After::uuid is null or (coalesce(m.at, c.created_at), c.id) < (select coalesce(
                    (select at from messages where conversation_id = a.id and kind <> 'event' order by n desc limit 1), a.created_at), a.id from conversations a where a.id = @After))
            order by coalesce(m.at, c.created_at) desc, c.id desc
            limit @Limit
            """,
            new { user = caller.UserId, states, page.After, page.Limit }, ct);
        Page.Announce(http, rows.Count, page.Limit, rows.Count > 0 ? rows[^1].Id.ToString() : null);
        return [.. rows.Select(row => row.Row())];
    }

    private static async Task<IReadOnlyList<MessageView>> Messages(
        Guid id, HttpContext http, Caller caller, Database database, CancellationToken ct, int after = 0, int? limit = null)
    {
        var most = limit is null ? Page.LimitMax : Page.Checked(limit);
        if (after < 0) throw Refusal.Invalid("invalid_after", "after is the number of a message, or 0 for all.");
        await database.MustSee(caller, id, ct);
        var messages = await database.MessagesOf(id, after, most, ct);
        Page.Announce(http, messages.Count, most, messages.Count > 0 ? messages[^1].N.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
        return messages;
    }

    private static string[] States(string? state) =>
        [.. (state ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name =>
            Enum.TryParse<State>(name, ignoreCase: true, out var known) && !char.IsAsciiDigit(name[0])
                ? known.ToString()
                : throw Refusal.Invalid("invalid_state", $"state takes {string.Join(", ", Enum.GetNames<State>())}, separated by commas."))];
}
