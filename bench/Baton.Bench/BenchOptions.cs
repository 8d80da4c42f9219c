using System.Globalization;

namespace Baton.Bench;

/// <summary>What the command line asks for: names of scenarios, and how long and how often to measure.</summary>
public sealed record BenchOptions
{
    public IReadOnlyList<string> Names { get; init; } = [];
    public int Runs { get; init; } = 5;
    public double Seconds { get; init; } = 4;
    public IReadOnlyList<int> Conversations { get; init; } = [1, 32, 256];

    /// <summary>Where the raw figures go.</summary>
    public required string ResultsFolder { get; init; }

    /// <summary>Programs of others to be measured beside ours.</summary>
    public required string PeersFolder { get; init; }

    /// <summary>The server's program.</summary>
    public required string Server { get; init; }

    public static BenchOptions From(string[] args)
    {
        var root = Root();
        var options = new BenchOptions
        {
            ResultsFolder = Path.Combine(root, "bench", "results"),
            PeersFolder = Path.Combine(root, "bench", "peers"),
            Server = Path.Combine(root, "artifacts", "bin", "Baton", "release", "Baton.dll"),
        };
        var names = new List<string>();
        for (var i = 0; i < args.Length; i++)
            options = args[i] switch
            {
                "--runs" => options with { Runs = int.Parse(args[++i], CultureInfo.InvariantCulture) },
                "--seconds" => options with { Seconds = double.Parse(args[++i], CultureInfo.InvariantCulture) },
                "--conversations" => options with { Conversations = [.. args[++i].Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))] },
                var name => Named(options, names, name),
            };
        return options with { Names = names };
    }

    private static BenchOptions Named(BenchOptions options, List<string> names, string name)
    {
        names.Add(name);
        return options;
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Baton.slnx"))) return folder.FullName;
        throw new InvalidOperationException("The benchmarks run from a checkout.");
    }
}
