using Baton.Tools;

namespace Baton.Bots;

/// <summary>Counts tool runs in a row that came to nothing, over the turns of a conversation.</summary>
internal sealed class Progress(int fruitless)
{
    /// <summary>What is no failure of the bot: it was told to ask, or no.</summary>
    private static readonly string[] NoFailures = ["confirmation_required", "declined"];

    public int Fruitless { get; private set; } = fruitless;

    /// <summary>What the last of them came to.</summary>
    public string? Last { get; private set; }

    /// <summary>Counts a run of a tool: progress begins the count anew.</summary>
    public void Count(Tool? tool, ToolResult result)
    {
        if (tool?.OnlyInConversation == true) return;   // codes and their tries have limits of their own
        if (result.Error is { } error)
        {
            if (NoFailures.Contains(error.Code)) return;
            (Fruitless, Last) = (Fruitless + 1, $"{tool?.Title ?? "a tool"}: {error.Message}");
            return;
        }
        var foundNothing = result.Json!["count"] is { } count ? (int)count == 0 : result.Json["match"] is { } match && !(bool)match;
        (Fruitless, Last) = foundNothing ? (Fruitless + 1, $"{tool?.Title}: nothing was found") : (0, null);
    }
}
