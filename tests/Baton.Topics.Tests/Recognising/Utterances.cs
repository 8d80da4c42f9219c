namespace Baton.Topics.Tests;

/// <summary>
/// A set of utterances, each under the topic it means, and the topics' trigger phrases, from two text files beside this one.
/// </summary>
internal sealed class Utterances
{
    private const string NoTopic = "None";

    public Utterances(string topics, string utterances)
    {
        Topics = Read(topics);
        Said = [.. Read(utterances).SelectMany(t => t.Lines.Select(line => (t.Name == NoTopic ? null : t.Name, line)))];
    }

    public IReadOnlyList<(string Name, IReadOnlyList<string> Lines)> Topics { get; }

    public IReadOnlyList<(string? Topic, string Text)> Said { get; }

    /// <summary>What the recogniser makes of them: how many of the meant topics it finds, and how many others it leaves alone.</summary>
    public Measured Measure()
    {
        var recogniser = new Recogniser(Topics);
        var answers = Said.Select(s => (Meant: s.Topic, s.Text, Found: recogniser.Recognise(s.Text))).ToList();
        var meant = answers.Where(a => a.Meant is not null).ToList();
        var others = answers.Where(a => a.Meant is null).ToList();
        return new Measured(
            meant.Count, meant.Count(a => a.Found.Best?.Topic == a.Meant), meant.Count(a => a.Found.Best is null),
            meant.Count(a => a.Found.Best is not null && Offered(a.Found).Contains(a.Meant)),
            others.Count, others.Count(a => a.Found.Best is null),
            [.. answers.Where(a => a.Found.Best?.Topic != a.Meant)
                .Select(a => $"{a.Text} -> {Shown(a.Found.Best)}, meant {a.Meant ?? NoTopic}")]);
    }

    // The topics between which a visitor would be asked to choose.
    private static IEnumerable<string> Offered(Recognition found) =>
        found.Candidates.Where(c => Recogniser.AreClose(found.Candidates[0], c) || c == found.Candidates[0]).Select(c => c.Topic);

    private static string Shown(Candidate? best) => best is null ? NoTopic : $"{best.Topic} {best.Score} ({best.Phrase})";

    private static List<(string Name, IReadOnlyList<string> Lines)> Read(string file)
    {
        using var reader = new StreamReader(typeof(Utterances).Assembly.GetManifestResourceStream(file)!);
        var read = new List<(string, IReadOnlyList<string>)>();
        foreach (var line in reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !l.StartsWith('#')))
        {
            if (line.StartsWith(' ')) ((List<string>)read[^1].Item2).Add(line.Trim());
            else read.Add((line.Trim(), new List<string>()));
        }
        return read;
    }
}

/// <summary>How well the recogniser did.</summary>
internal sealed record Measured(int Meant, int Right, int Missed, int OfferedRight, int Others, int LeftAlone, IReadOnlyList<string> Wrong)
{
    public double Accuracy => (double)Right / Meant;
    public double Rejection => (double)LeftAlone / Others;

    public override string ToString() =>
        $"{Right} of {Meant} utterances went to the topic they mean ({Accuracy:P1}), {Missed} to none, "
        + $"{Meant - Right - Missed} to another; {OfferedRight} had it among the topics the visitor is offered. "
        + $"{LeftAlone} of {Others} others were left alone ({Rejection:P1}).";
}
