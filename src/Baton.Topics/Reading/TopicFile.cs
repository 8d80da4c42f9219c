namespace Baton.Topics;

/// <summary>A file of a bot: its path and its text. The path names the topic when nothing else does.</summary>
public sealed record TopicFile(string Path, string Text)
{
    /// <summary>The name in the path: <c>Greeting</c> of <c>topics/Greeting.mcs.yml</c> and of
    /// <c>botcomponents/cr1_bot.topic.Greeting/data</c>.</summary>
    internal string Stem
    {
        get
        {
            var parts = Path.Replace('\\', '/').Split('/');
            var name = parts[^1];
            if (name is "data" or "data.yaml" or "data.yml" && parts.Length > 1) return Last(parts[^2]);
            foreach (var end in new[] { ".topic.mcs.yml", ".mcs.yml", ".mcs.yaml", ".yaml", ".yml" })
                if (name.EndsWith(end, StringComparison.OrdinalIgnoreCase)) return name[..^end.Length];
            return name;
        }
    }

    /// <summary>The name that people gave, where a clone of an agent wrote it as a remark: <c># Name: Order status</c>.</summary>
    internal string? NameInRemark
    {
        get
        {
            var line = Text.AsSpan().TrimStart('\uFEFF');
            line = line[..(line.IndexOfAny('\r', '\n') is var end and >= 0 ? end : line.Length)];
            return line.StartsWith(NameRemark, StringComparison.Ordinal) ? line[NameRemark.Length..].Trim().ToString() : null;
        }
    }

    private const string NameRemark = "# Name: ";

    private static string Last(string schema)
    {
        var mark = schema.IndexOf(".topic.", StringComparison.Ordinal);
        return mark >= 0 ? schema[(mark + 7)..] : schema;
    }

    /// <summary>The full schema name when the path holds one: <c>cr1_bot.topic.Greeting</c>.</summary>
    internal string? Schema => Path.Replace('\\', '/').Split('/').FirstOrDefault(p =>
        p.Contains(".topic.", StringComparison.Ordinal) && !p.EndsWith(".yml", StringComparison.Ordinal)
            && !p.EndsWith(".yaml", StringComparison.Ordinal));
}
