using System.Globalization;
using Baton.Plumbing;

namespace Baton.Channels;

/// <summary>How much a visitor, or whoever speaks for visitors, may ask for. Zero switches a limit off.</summary>
public sealed record ChannelLimits
{
    /// <summary>BATON_VISITOR_RATE: activities a second in one conversation, in the long run.</summary>
    public int ActivitiesPerSecond { get; init; } = 100;

    /// <summary>BATON_VISITOR_BURST: activities at once in one conversation.</summary>
    public int ActivitiesAtOnce { get; init; } = 300;

    /// <summary>BATON_TOKEN_RATE: tokens and conversations a second that one address makes with a secret.</summary>
    public int TokensPerSecond { get; init; } = 500;

    /// <summary>BATON_TOKEN_BURST</summary>
    public int TokensAtOnce { get; init; } = 2_000;

    /// <summary>BATON_SESSION_RATE: widgets a second that one address opens.</summary>
    public int SessionsPerSecond { get; init; } = 10;

    /// <summary>BATON_SESSION_BURST: many visitors of one office come from one address.</summary>
    public int SessionsAtOnce { get; init; } = 200;

    public static ChannelLimits From(IConfiguration from)
    {
        var usual = new ChannelLimits();
        return new ChannelLimits
        {
            ActivitiesPerSecond = Number(from, "BATON_VISITOR_RATE", usual.ActivitiesPerSecond),
            ActivitiesAtOnce = Number(from, "BATON_VISITOR_BURST", usual.ActivitiesAtOnce),
            TokensPerSecond = Number(from, "BATON_TOKEN_RATE", usual.TokensPerSecond),
            TokensAtOnce = Number(from, "BATON_TOKEN_BURST", usual.TokensAtOnce),
            SessionsPerSecond = Number(from, "BATON_SESSION_RATE", usual.SessionsPerSecond),
            SessionsAtOnce = Number(from, "BATON_SESSION_BURST", usual.SessionsAtOnce),
        };
    }

    private static int Number(IConfiguration from, string name, int usual) => from[name] switch
    {
        null or "" => usual,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        var text => throw new SettingWrong($"{name} is '{text}'. It takes a number such as {usual}; 0 switches the limit off."),
    };
}
