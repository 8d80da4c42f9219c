using System.Text.Json;
using Baton.Plumbing;

namespace Baton.Channels;

/// <summary>What a widget's visitor brought before they began to talk. Their token only says who they are; the rest waits here.</summary>
internal sealed record Brought
{
    public string? VisitorEmail { get; init; }
    public string? VerifiedEmail { get; init; }
    public string? Locale { get; init; }
    public required string Variables { get; init; }

    public IReadOnlyDictionary<string, object?> Named =>
        JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Variables)!.ToDictionary(pair => pair.Key, pair => (object?)pair.Value);
}

/// <summary>Keeping and taking it.</summary>
internal static class Arrivals
{
    public static Task KeepArrival(this Work work, Guid conversationId, string? email, string? verifiedEmail, string? locale, IReadOnlyDictionary<string, JsonElement> variables, TimeSpan life) =>
        work.Run("""
            insert into arrivals (conversation_id, visitor_email, verified_email, locale, variables, expires_at)
            values (@conversationId, @email, @verifiedEmail, @locale, @text::jsonb, @expires)
            """,
            new { conversationId, email, verifiedEmail, locale, text = JsonSerializer.Serialize(variables), expires = work.Now + life });

    public static Task<Brought?> TakeArrival(this Work work, Guid conversationId) =>
        work.Find<Brought>("delete from arrivals where conversation_id = @conversationId returning visitor_email, verified_email, locale, variables::text as variables", new { conversationId });
}
