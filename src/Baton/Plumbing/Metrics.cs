using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Baton.Plumbing;

/// <summary>What Baton counts, in the text format that Prometheus reads. Counters of .NET, ASP.NET Core and Npgsql are in it too.</summary>
public sealed class Metrics : IDisposable
{
    /// <summary>More series than this means that a label has unbounded values; the rest is not counted.</summary>
    private const int SeriesMax = 2_000;

    private static readonly string[] Meters = ["Baton", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql", "System.Runtime"];
    private static readonly double[] SecondsUsual = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string Name, string Labels), Series> _series = new();

    public Metrics()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Meters.Contains(instrument.Meter.Name)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        var metrics = routes.ServiceProvider.GetRequiredService<Metrics>();   // it counts from the start, and not from the first question on
        routes.MapGet("/metrics", async (Measures measures, CancellationToken ct) =>
            TypedResults.Text(metrics.Text() + await measures.Text(ct), "text/plain; version=0.0.4")).ExcludeFromDescription();
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = (Name(instrument), Labels(tags));
        if (!_series.TryGetValue(key, out var series))
        {
            if (_series.Count >= SeriesMax) return;
            series = _series.GetOrAdd(key, _ => new Series(Kind(instrument), instrument.Description ?? "", Buckets(instrument)));
        }
        series.Take(value, observed: instrument is ObservableInstrument<long> or ObservableInstrument<int> or ObservableInstrument<double>);
    }

    private string Text()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var name in _series.GroupBy(pair => pair.Key.Name).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var first = name.First().Value;
            if (first.Help.Length > 0) text.Append(CultureInfo.InvariantCulture, $"# HELP {name.Key} {first.Help.ReplaceLineEndings(" ")}\n");
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {name.Key} {first.Kind}\n");
            foreach (var ((_, labels), series) in name) series.Write(text, name.Key, labels);
        }
        return text.ToString();
    }

    /// <summary>As Prometheus names things: the unit last, and after it what a counter is.</summary>
    private static string Name(Instrument instrument)
    {
        var name = string.Concat(instrument.Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return name + (name.EndsWith(unit, StringComparison.Ordinal) ? "" : unit) + (Kind(instrument) == "counter" ? "_total" : "");
    }

    private static string Kind(Instrument instrument)
    {
        var type = instrument.GetType().Name;
        return type.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram"
            : type.Contains("UpDown", StringComparison.Ordinal) || type.Contains("Gauge", StringComparison.Ordinal) ? "gauge" : "counter";
    }

    private static double[] Buckets(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } advised } => [.. advised],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } advised } => [.. advised.Select(bound => (double)bound)],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } advised } => [.. advised.Select(bound => (double)bound)],
        _ => SecondsUsual,
    };

    internal static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0) return "";
        var text = new StringBuilder("{");
        foreach (var (key, value) in tags)
        {
            if (text.Length > 1) text.Append(',');
            text.Append(key.Replace('.', '_')).Append("=\"")
                .Append(Escaped(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")).Append('"');
        }
        return text.Append('}').ToString();
    }

    private static string Escaped(string value) =>
        value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    private sealed class Series(string kind, string help, double[] bounds)
    {
        private readonly Lock _lock = new();
        private readonly long[] _within = new long[bounds.Length];
        private double _sum;
        private long _count;

        public string Kind => kind;
        public string Help => help;

        public void Take(double value, bool observed)
        {
            lock (_lock)
            {
                _sum = observed ? value : _sum + value;
                _count++;
                if (kind != "histogram") return;
                for (var i = bounds.Length - 1; i >= 0 && value <= bounds[i]; i--) _within[i]++;
            }
        }

        public void Write(StringBuilder text, string name, string labels)
        {
            lock (_lock)
            {
                if (kind != "histogram")
                {
                    text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {_sum}\n");
                    return;
                }
                for (var i = 0; i < bounds.Length; i++) text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{Up(labels, bounds[i])} {_within[i]}\n");
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{Up(labels, double.PositiveInfinity)} {_count}\n");
                text.Append(CultureInfo.InvariantCulture, $"{name}_sum{labels} {_sum}\n{name}_count{labels} {_count}\n");
            }
        }

        private static string Up(string labels, double bound)
        {
            var le = double.IsPositiveInfinity(bound) ? "+Inf" : bound.ToString(CultureInfo.InvariantCulture);
            return labels.Length == 0 ? $"{{le=\"{le}\"}}" : $"{labels[..^1]},le=\"{le}\"}}";
        }
    }
}
