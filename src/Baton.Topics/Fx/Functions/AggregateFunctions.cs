namespace Baton.Topics.Fx;

/// <summary>To be filled.</summary>
internal static class AggregateFunctions
{
    public static readonly FxFunction[] All = [];
}
