namespace Baton.Topics.Fx;

/// <summary>Which types may stand for which, and what several of them have in common.</summary>
public sealed partial class FxType
{
    public bool IsMoment => Kind is FxKind.Date or FxKind.DateTime or FxKind.Time;
    private bool IsOpen => Kind is FxKind.Unknown or FxKind.Blank or FxKind.Error;

    /// <summary>Whether a value of this type may stand where the other is wanted, converted if need be.</summary>
    public bool Becomes(FxType wanted)
    {
        if (IsOpen || wanted.IsOpen) return true;
        if (Kind is FxKind.Record or FxKind.Table) return Kind == wanted.Kind && FieldsBecome(wanted);
        if (Kind == FxKind.Untyped) return wanted.Kind is not (FxKind.Record or FxKind.Table or FxKind.Option);
        return wanted.Kind switch
        {
            FxKind.Boolean => Kind is FxKind.Boolean or FxKind.Text || IsNumber,
            FxKind.Decimal or FxKind.Float => IsNumber || IsMoment || Kind is FxKind.Text or FxKind.Boolean,
            FxKind.Date or FxKind.DateTime or FxKind.Time => IsMoment || IsNumber || Kind == FxKind.Text,
            FxKind.Text => Kind != FxKind.Color,
            FxKind.Guid => Kind is FxKind.Guid or FxKind.Text,
            FxKind.Color => Kind == FxKind.Color || Kind == FxKind.Option && Set is null or "Color",
            FxKind.Option => Kind == FxKind.Option && (Set is null || wanted.Set is null || Set == wanted.Set),
            _ => Kind == wanted.Kind,
        };
    }

    private bool FieldsBecome(FxType wanted) =>
        Fields is null || wanted.Fields is null
        || Fields.All(field => !wanted.Fields.TryGetValue(field.Key, out var other) || field.Value.Becomes(other));

    /// <summary>The type that both can be given as; the first one decides. Null when there is none.</summary>
    public static FxType? Union(FxType first, FxType second)
    {
        if (first.Kind is FxKind.Blank or FxKind.Error || ReferenceEquals(first, second)) return second;
        if (second.Kind is FxKind.Blank or FxKind.Error) return first;
        if (first.Kind == FxKind.Unknown || second.Kind == FxKind.Unknown) return Unknown;
        if (first.Kind is not (FxKind.Record or FxKind.Table))
            return second.Kind is not (FxKind.Record or FxKind.Table) && second.Becomes(first) ? first : null;
        if (first.Kind != second.Kind) return null;
        if (first.Fields is null || second.Fields is null) return first.Fields is null ? first : second;
        return Join(first.Fields, second.Fields) is { } all ? new FxType(first.Kind, all) : null;
    }

    private static Dictionary<string, FxType>? Join(IReadOnlyDictionary<string, FxType> first, IReadOnlyDictionary<string, FxType> second)
    {
        var all = new Dictionary<string, FxType>(first);
        foreach (var (name, type) in second)
        {
            if (!all.TryGetValue(name, out var had)) all[name] = type;
            else if (Union(had, type) is { } both) all[name] = both;
            else return null;
        }
        return all;
    }

    /// <summary>Whether values of this type already are as the other wants them.</summary>
    internal bool Is(FxType other)
    {
        if (ReferenceEquals(this, other) || other.Kind == FxKind.Unknown) return true;
        if (Kind != other.Kind) return Kind == FxKind.Blank;
        if (Fields is null || other.Fields is null) return Kind is not (FxKind.Record or FxKind.Table) || other.Fields is null;
        return Fields.Count == other.Fields.Count
            && Fields.All(field => other.Fields.TryGetValue(field.Key, out var wanted) && field.Value.Is(wanted));
    }
}
