namespace Baton.Topics.Fx;

/// <summary>To be filled.</summary>
internal static class MatchFunctions
{
    public static readonly FxFunction[] All = [];
}
