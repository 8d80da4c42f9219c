namespace Baton.Channels.DirectLine;

/// <summary>What a visitor shows: for one conversation and a short time. The one who made it says who the visitor is.</summary>
public sealed record VisitorToken
{
    /// <summary>As long as Direct Line's own.</summary>
    public const int LifeSeconds = 1_800;

    /// <summary>A widget's outlives a night: its visitor comes back to the open tab, or to rate.</summary>
    public const int WidgetLifeSeconds = 24 * 3_600;

    /// <summary>How long after its end a conversation can still be read.</summary>
    public static readonly TimeSpan AfterEnd = TimeSpan.FromHours(24);

    public required Guid ConversationId { get; init; }
    public required Guid ChannelId { get; init; }
    public string? UserId { get; init; }
    public string? UserName { get; init; }

    /// <summary>The address that the site's server vouches for, when it made this token with the channel's secret.</summary>
    public string? UserEmail { get; init; }

    /// <summary>The only web sites that may use it; none named means all.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Made by the widget's own door; hears where the conversation stands.</summary>
    public bool IsWidget { get; init; }

    /// <summary>Good for opening the stream, soon, and for nothing else.</summary>
    public bool IsTicket { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }

    public int Life => IsWidget ? WidgetLifeSeconds : LifeSeconds;
}
