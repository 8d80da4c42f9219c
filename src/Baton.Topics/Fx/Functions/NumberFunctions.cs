namespace Baton.Topics.Fx;

/// <summary>To be filled.</summary>
internal static class NumberFunctions
{
    public static readonly FxFunction[] All = [];
}
