using System.Text.Json;
using Baton.People;
using Baton.Routing;
using Baton.Tests.Bots;
using Baton.Tests.House;
using Baton.Tests.Routing;

namespace Baton.Tests.Reports;

/// <summary>What bots have done, as rows, for stories that read it.</summary>
internal static class InsightCast
{
    /// <summary>A week of which every number is known.</summary>
    public static async Task HasAWeek(this Hub hub, DateTimeOffset monday)
    {
        await hub.Had(monday.AddDays(-2), "ended", "ended_by_bot");
        await hub.Had(monday.AddHours(1), "ended", "ended_by_bot", rating: 5);
        await hub.Had(monday.AddHours(2), "ended", "ended_by_visitor", resolved: true);
        await hub.Had(monday.AddHours(3), "ended", "ended_by_visitor", answered: false, topic: "Orders");          // abandoned
        await hub.Had(monday.AddHours(4), "ended", "ended_by_visitor", turns: 0);                                  // unengaged
        await hub.Had(monday.AddHours(5), "ended", "ended_by_bot", visitor: "soon");                               // came back within a day
        await hub.Had(monday.AddHours(9), "ended", "ended_by_bot", visitor: "soon", rating: 2);                    // rated badly
        await hub.Had(monday.AddHours(10), "ended", "ended_by_bot", visitor: "late", rating: 4, resolved: false);  // did not help, and came back later
        await hub.Had(monday.AddHours(60), "ended", "ended_by_bot", visitor: "late");
        await hub.Had(monday.AddHours(80), "escalated", "The bot failed");
        var asked = await hub.Had(monday.AddHours(81), "escalated", "Asked for a person", topic: "Orders", rating: 3);
        await hub.InWork(work => work.Run("""
            insert into tool_runs (id, at, tool, who_kind, who_id, who_name, conversation_id, input_hash, input, outcome, result, error, took_ms)
            values (gen_random_uuid(), @at, 'get_case', 'bot', @bot, 'Bot', @asked, '', '{}', 'ok', '{}', null, 20),
                   (gen_random_uuid(), @at, 'get_case', 'bot', @bot, 'Bot', @asked, '', '{}', 'error', null, '{}', 40)
            """, new { at = monday.AddHours(81).AddSeconds(5), bot = DemoPeople.Bot, asked }));
    }

    public static async Task<Guid> Had(this Hub hub, DateTimeOffset at, string how, string reason, int turns = 2, bool answered = true, string? visitor = null, int? rating = null,
        bool? resolved = null, string? topic = null)
    {
        var id = Guid.CreateVersion7(at);
        await hub.InWork(work => work.Run("""
            insert into conversations (id, channel_id, channel, workstream_id, state, visitor_id, visitor_name, created_at, ended_at, closed_at, rating, resolved)
            values (@id, @id, 'web chat', @workstream, 'Closed', @visitor, 'Vera', @at, @over, @over, @rating, @resolved);
            insert into bot_sessions (conversation_id, epoch, bot_id, began_at, heard_from, ended_at, how, reason, turns, answered, last_topic)
            values (@id, 1, @bot, @at, 0, @over, @how, @reason, @turns, @answered, @topic)
            """,
            new
            {
                id, at, over = at.AddMinutes(5), how, reason, turns, answered, rating, resolved, topic, workstream = DemoRouting.Workstream, bot = DemoPeople.Bot,
                visitor = visitor ?? $"visitor {id}",
            }));
        return id;
    }

    /// <summary>The demo's bot is an AI bot now, and has used so many tokens today and on the days before.</summary>
    public static Task<bool> HasUsed(this Hub hub, params int[] tokens) => hub.InWork(async work =>
    {
        await work.Run("insert into ai_versions (bot_id, n, program, published_at) values (@Bot, 1, @program::jsonb, @Now)",
            new { DemoPeople.Bot, program = JsonSerializer.Serialize(AiCast.Service, JsonSerializerOptions.Web), work.Now });
        await work.Run("update bots set kind = 'ai', ai_version = 1 where user_id = @Bot", new { DemoPeople.Bot });
        await work.Run("""
            insert into ai_days (bot_id, day, model, tokens, calls)
            select @Bot, (@Now at time zone 'UTC')::date - (n - 1)::int, 'large', used, 2 from unnest(@tokens) with ordinality as given (used, n)
            """, new { DemoPeople.Bot, work.Now, tokens });
        return true;
    });
}
