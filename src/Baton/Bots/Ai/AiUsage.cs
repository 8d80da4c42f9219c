using Baton.Bots.Models;
using Baton.Plumbing;

namespace Baton.Bots.Ai;

/// <summary>Counts the tokens of AI bots and of embedding models, by conversation and by day and model, apart from the turn that used them: a turn that fails has used them too.</summary>
internal sealed class AiUsage(IServiceScopeFactory scopes, TimeProvider clock)
{
    /// <summary>Tokens that were used; the conversation is null in a side chat, and the bot where an article is read that is all bots'.</summary>
    public sealed record Spent(Guid? ConversationId, Guid? BotId, int Tokens, string Model);

    /// <summary>Counts, and says which budget is used up, if one is.</summary>
    public async Task<string?> Spend(Spent spent, AiProgram program, Model model, CancellationToken ct) => await Count(spent, ct) switch
    {
        { Conversation: var used } when IsOver(used, program.TokensPerConversationMax) => $"The conversation has used {used:N0} tokens of {program.TokensPerConversationMax:N0}.",
        { Bot: var used } when IsOver(used, program.TokensPerDayMax) => $"The bot has used {used:N0} tokens of {program.TokensPerDayMax:N0} today.",
        var all => OfOrganisation(all, model),
    };

    /// <summary>Counts what an embedding model read, and says whether the day's budget of all bots is used up.</summary>
    public async Task<string?> SpendOnMeaning(Spent spent, Model model, CancellationToken ct) =>
        spent.Tokens == 0 && model.TokensPerDayMax == 0 ? null : OfOrganisation(await Count(spent, ct), model);

    private static string? OfOrganisation(Totals all, Model model) =>
        IsOver(all.Organisation, model.TokensPerDayMax) ? $"All AI bots together have used {all.Organisation:N0} tokens of {model.TokensPerDayMax:N0} today." : null;

    private async Task<Totals> Count(Spent spent, CancellationToken ct)
    {
        var day = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        await using var scope = scopes.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<Database>().WriteAlone<Totals>("""
            with talk as (
                insert into ai_usage (conversation_id, bot_id, tokens, calls)
                select @ConversationId, @BotId, @Tokens, @calls where @ConversationId::uuid is not null and @BotId::uuid is not null and @Tokens > 0
                on conflict (conversation_id, bot_id) do update set tokens = ai_usage.tokens + excluded.tokens, calls = ai_usage.calls + excluded.calls
                returning tokens),
            today as (
                insert into ai_days (bot_id, day, model, tokens, calls) select @BotId, @day, @Model, @Tokens, @calls where @Tokens > 0
                on conflict (bot_id, day, model) do update set tokens = ai_days.tokens + excluded.tokens, calls = ai_days.calls + excluded.calls)
            select coalesce((select tokens from talk), (select tokens from ai_usage where conversation_id = @ConversationId and bot_id = @BotId), 0) as conversation,
                   coalesce((select sum(tokens) from ai_days where bot_id = @BotId and day = @day), 0)::bigint + @Tokens as bot,
                   coalesce((select sum(tokens) from ai_days where day = @day), 0)::bigint + @Tokens as organisation
            """, new { spent.ConversationId, spent.BotId, spent.Tokens, spent.Model, day, calls = spent.Tokens > 0 ? 1 : 0 }, ct))!;
    }

    private static bool IsOver(long used, int max) => max > 0 && used >= max;

    private sealed record Totals
    {
        public required long Conversation { get; init; }
        public required long Bot { get; init; }
        public required long Organisation { get; init; }
    }
}
