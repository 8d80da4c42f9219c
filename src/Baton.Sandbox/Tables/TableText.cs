using System.Globalization;

namespace Baton.Sandbox.Tables;

/// <summary>
/// Reads the *.table files beside it. A line is a word and its values; quotes hold blanks together. Tables/README.md tells the words.
/// </summary>
internal static class TableText
{
    public static (IReadOnlyList<Table> Tables, IReadOnlyList<ManyToMany> Many) ReadAll()
    {
        var assembly = typeof(TableText).Assembly;
        var tables = new List<Table>();
        var many = new List<ManyToMany>();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".table", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            Read(reader.ReadToEnd(), tables, many);
        }
        return (tables, many);
    }

    public static void Read(string text, List<Table> tables, List<ManyToMany> many)
    {
        List<string[]>? lines = null;
        foreach (var words in text.Split('\n').Select(Words).Where(words => words.Length > 0))
        {
            if (words[0] == "many") many.Add(new ManyToMany(words[1], words[2], words[3], words[4], words[5]));
            else if (words[0] == "table")
            {
                if (lines is not null) tables.Add(ToTable(lines));
                lines = [words];
            }
            else lines!.Add(words);
        }
        if (lines is not null) tables.Add(ToTable(lines));
    }

    private static Table ToTable(List<string[]> lines)
    {
        var head = lines[0];
        var name = head[1];
        var columns = new List<Column>();
        string? storage = null;
        (string Id, string Name) primary = ($"{name}id", "name");
        var marks = new HashSet<string>();
        var keys = new List<AlternateKey>();
        string? schema = null;
        var duplicates = new List<IReadOnlyList<string>>();
        string[] search = [];
        foreach (var line in lines.Skip(1))
            switch (line[0])
            {
                case "primary": primary = (line[1], line[2]); break;
                case "storage": storage = line[1]; break;
                case "is": marks.UnionWith(line.Skip(1)); break;
                case "key": keys.Add(new AlternateKey($"{name}_{string.Join('_', line[1..])}", line[1..])); break;
                case "schema": schema = line[1]; break;
                case "duplicate": duplicates.Add(line[1..]); break;
                case "search": search = line[1..]; break;
                default: columns.Add(ToColumn(line, name)); break;
            }
        return new Table
        {
            Name = name, Set = head[2], TypeCode = int.Parse(head[3], CultureInfo.InvariantCulture), DisplayName = head[4],
            PluralName = head[5],
            Storage = storage ?? name, PrimaryId = primary.Id, PrimaryName = primary.Name,
            IsOwned = marks.Contains("owned"), IsActivity = marks.Contains("activity"), HasNotes = marks.Contains("noted"),
            IsSales = marks.Contains("sales"), LocksWhenInactive = marks.Contains("locking"),
            IsCustom = marks.Contains("custom"), HasActivities = marks.Contains("busy"), SchemaNameGiven = schema,
            Keys = keys, DuplicateRules = duplicates, SearchColumns = search,
            Columns = [.. CommonColumns.Complete(name, primary, marks, columns)],
        };
    }

    /// <summary>kind name "Display name" details and flags. Also used for custom columns that are kept as such a line.</summary>
    public static Column ToColumn(string[] words, string table)
    {
        var kind = Enum.Parse<ColumnKind>(words[0], ignoreCase: true);
        var column = new Column { Kind = kind, Name = words[1], DisplayName = words[2] };
        var options = new List<Option>();
        var targets = new List<Target>();
        foreach (var word in words.Skip(3))
            column = word switch
            {
                "required" => column with { Required = RequiredLevel.System },
                "application" => column with { Required = RequiredLevel.Application },
                "recommended" => column with { Required = RequiredLevel.Recommended },
                "readonly" => column with { IsReadOnly = true },
                "createonly" => column with { IsCreateOnly = true },
                "indexed" => column with { IsIndexed = true },
                "cascade" => column with { Cascades = true },
                "untyped" => column with { IsUntyped = true },
                "custom" => column with { IsCustom = true },
                _ => Detail(column, word, table, options, targets),
            };
        if (kind == ColumnKind.Boolean && options.Count == 0) options.AddRange([new(0, "No"), new(1, "Yes")]);
        return column with { Options = options, Targets = targets };
    }

    /// <summary>choice name "Display name" 1=High 2=Low</summary>
    public static Choice ToChoice(string line)
    {
        var words = Words(line);
        return new Choice(words[1], words[2], [.. words.Skip(3).Select(word => word.Split('=', 2)).Select(pair => new Option(Number(pair[0]), pair[1]))]);
    }

    private static Column Detail(Column column, string word, string table, List<Option> options, List<Target> targets)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var (left, right) = equals < 0 ? (word, "") : (word[..equals], word[(equals + 1)..]);
        switch (left)
        {
            case "default": return column with { Default = right };
            case "schema": return column with { SchemaNameGiven = right };
            case "global": return column with { Global = right };
            case "max" when column.Kind is ColumnKind.Text or ColumnKind.Memo: return column with { LengthMax = Number(right) };
            case "min": return column with { Min = decimal.Parse(right, CultureInfo.InvariantCulture) };
            case "max": return column with { Max = decimal.Parse(right, CultureInfo.InvariantCulture) };
            case "precision": return column with { Precision = Number(right) };
        }
        if (column.Kind == ColumnKind.Lookup)
        {
            var parts = word.Replace("{table}", table, StringComparison.Ordinal).Split(':');
            targets.Add(new Target(parts[0], parts.Length > 1 ? parts[1] : column.Name, parts.Length > 2
                && parts[2].Length > 0 ? parts[2] : null));
        }
        else
        {
            var at = right.LastIndexOf('@');
            options.Add(at < 0 ? new(Number(left), right) : new(Number(left), right[..at], Number(right[(at + 1)..])));
        }
        return column;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    public static string[] Words(string line)
    {
        var words = new List<string>();
        var word = new System.Text.StringBuilder();
        var (quoted, any) = (false, false);
        foreach (var c in line)
        {
            if (c == '#' && !quoted && word.Length == 0 && !any) break;
            if (c == '"') (quoted, any) = (!quoted, true);
            else if (char.IsWhiteSpace(c) && !quoted)
            {
                if (any) words.Add(word.ToString());
                word.Clear();
                any = false;
            }
            else
            {
                word.Append(c);
                any = true;
            }
        }
        if (any) words.Add(word.ToString());
        return [.. words];
    }
}
