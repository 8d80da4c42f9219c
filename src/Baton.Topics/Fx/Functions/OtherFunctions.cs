namespace Baton.Topics.Fx;

/// <summary>To be filled.</summary>
internal static class OtherFunctions
{
    public static readonly FxFunction[] All = [];
}
