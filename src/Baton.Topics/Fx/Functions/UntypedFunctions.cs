namespace Baton.Topics.Fx;

/// <summary>To be filled.</summary>
internal static class UntypedFunctions
{
    public static readonly FxFunction[] All = [];
}
