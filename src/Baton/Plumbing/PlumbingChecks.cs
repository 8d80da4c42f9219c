using System.Globalization;

namespace Baton.Plumbing;

/// <summary>How the database, its durability, the jobs, the processes and the clocks are.</summary>
internal static class PlumbingChecks
{
    public const string Database = "database";

    private const int PostgresMajorMin = 15;
    private const long FreeBytesLow = 5L << 30;
    private const long FreeBytesMin = 1L << 30;
    private const int LateSecondsMax = 60;
    private static readonly TimeSpan SkewNoticed = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SkewMax = TimeSpan.FromSeconds(30);

    public static readonly Check[] All =
    [
        new(Database, CheckDatabase), new("durability", CheckDurability), new("disk", CheckDisk), new("jobs", CheckJobs), new("processes", CheckProcesses),
        new("clock", CheckClock),
    ];

    private static async Task<Finding> CheckDatabase(IServiceProvider services, CancellationToken ct)
    {
        var row = (await services.GetRequiredService<Database>().Find<ServerRow>("""
            select current_setting('server_version') as version, current_setting('server_version_num')::int / 10000 as major,
                   to_regclass('schema_versions') is not null as has_schema
            """, null, ct))!;
        if (row.Major < PostgresMajorMin)
            return Finding.Failed($"PostgreSQL {row.Version} is too old.", $"Baton needs PostgreSQL {PostgresMajorMin} or newer.");

        var known = Migrations.Newest;
        var here = row.HasSchema ? await services.GetRequiredService<Database>().Find<int>("select coalesce(max(version), 0) from schema_versions", null, ct) : 0;
        if (here < known)
            return Finding.Failed($"PostgreSQL {row.Version} answers; its schema has version {here}, this Baton needs {known}.", "Start Baton: it brings the schema forward by itself.");
        return here > known
            ? Finding.Failed($"PostgreSQL {row.Version} answers; its schema has version {here}, this Baton knows only {known}.", "Use the newer Baton that made it.")
            : Finding.Ok($"PostgreSQL {row.Version} answers; the schema has version {here}, as it should.");
    }

    private static async Task<Finding> CheckDurability(IServiceProvider services, CancellationToken ct)
    {
        var off = await services.GetRequiredService<Database>().List<string>("""
            select name from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off' order by name
            """, null, ct);
        return off.Count == 0
            ? Finding.Ok("What is acknowledged is on the disk: fsync, full_page_writes and synchronous_commit are on.")
            : Finding.Warning($"PostgreSQL runs with {string.Join(" and ", off)} off: a power cut can lose or break what was acknowledged.",
                "Fine for tests. Anywhere else, switch them on in postgresql.conf and reload.");
    }

    /// <summary>The disk of the data folder; that of a database elsewhere is not ours to see.</summary>
    private static async Task<Finding> CheckDisk(IServiceProvider services, CancellationToken ct)
    {
        var size = await services.GetRequiredService<Database>().Find<string>("select pg_size_pretty(pg_database_size(current_database()))", null, ct);
        var settings = services.GetRequiredService<BatonSettings>();
        if (settings.ConnectionString is not null || !Directory.Exists(settings.DataFolder)) return Finding.Ok($"The database takes {size}. Watch the disk of its own machine.");

        var free = new DriveInfo(settings.DataFolder).AvailableFreeSpace;
        var sentence = string.Create(CultureInfo.InvariantCulture, $"The database takes {size}; {free / (double)(1L << 30):0.0} GB are free at {settings.DataFolder}.");
        return free switch
        {
            < FreeBytesMin => Finding.Failed(sentence, "Make room now: PostgreSQL stops when the disk is full."),
            < FreeBytesLow => Finding.Warning(sentence, "Make room soon."),
            _ => Finding.Ok(sentence),
        };
    }

    private static async Task<Finding> CheckJobs(IServiceProvider services, CancellationToken ct)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var row = (await services.GetRequiredService<Database>().Find<JobsRow>("""
            select count(*) filter (where put_aside_at is not null)::int as aside, min(reaction) filter (where put_aside_at is not null) as one_of_them,
                   count(*) filter (where put_aside_at is null and due <= @now)::int as waiting,
                   coalesce(extract(epoch from @now - min(due) filter (where put_aside_at is null and error is null)), 0)::float8 as late
            from jobs
            """, new { now }, ct))!;
        if (row.Aside > 0)
            return Finding.Failed($"{row.Aside} jobs failed too often and were put aside, '{row.OneOfThem}' among them.",
                "GET /api/v1/jobs shows why. Mend the cause, then try them again or drop them.");
        return row.Late > LateSecondsMax
            ? Finding.Warning(string.Create(CultureInfo.InvariantCulture, $"{row.Waiting} jobs wait, the oldest for {row.Late:0} s."), "Is a Baton running, and is the machine overloaded?")
            : Finding.Ok($"None was put aside, {row.Waiting} are due.");
    }

    private static async Task<Finding> CheckProcesses(IServiceProvider services, CancellationToken ct)
    {
        var alive = await services.GetRequiredService<Database>().Find<int>(
            "select count(*)::int from processes where seen_at > now() - @silence * interval '1 second'", new { silence = Processes.SilenceSecondsMax }, ct);
        return alive > 0
            ? Finding.Ok($"{(alive == 1 ? "One Baton lives" : $"{alive} Batons live")} on this database.")
            : Finding.Failed("No Baton lives on this database: nothing is routed, sent or written to the CRM.", "Start one with ./baton run, or look at the service's log.");
    }

    private static async Task<Finding> CheckClock(IServiceProvider services, CancellationToken ct)
    {
        var (clock, database) = (services.GetRequiredService<TimeProvider>(), services.GetRequiredService<Database>());
        var before = clock.GetUtcNow();
        var there = await database.Find<DateTime>("select clock_timestamp()", null, ct);
        var after = clock.GetUtcNow();
        var skew = there < before ? before - there : there > after ? there - after : TimeSpan.Zero;
        var sentence = string.Create(CultureInfo.InvariantCulture, $"The clocks of Baton and of its database are {skew.TotalSeconds:0.0} s apart.");
        if (skew > SkewMax) return Finding.Failed(sentence, "Set both by NTP: time limits, tokens and offers go wrong.");
        return skew > SkewNoticed ? Finding.Warning(sentence, "Set both by NTP.") : Finding.Ok(sentence);
    }

    private sealed record ServerRow
    {
        public required string Version { get; init; }
        public required int Major { get; init; }
        public required bool HasSchema { get; init; }
    }

    private sealed record JobsRow
    {
        public required int Aside { get; init; }
        public string? OneOfThem { get; init; }
        public required int Waiting { get; init; }
        public required double Late { get; init; }
    }
}
