namespace Baton.Topics.Fx;

/// <summary>To be filled.</summary>
internal static class DateFunctions
{
    public static readonly FxFunction[] All = [];
}
