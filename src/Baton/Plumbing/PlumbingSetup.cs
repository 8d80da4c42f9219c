using System.Text.Json.Serialization;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Npgsql;

namespace Baton.Plumbing;

/// <summary>Puts the plumbing in place: PostgreSQL, jobs, secrets, refusals, the clock.</summary>
public static class PlumbingSetup
{
    public static void AddPlumbing(this WebApplicationBuilder builder, BatonSettings settings, string connectionString, IReadOnlyList<Reaction> reactions)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;

        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton(_ => new NpgsqlDataSourceBuilder(Tuned(connectionString)) { Name = "baton" }.Build());   // metrics show the name, not the address
        services.AddSingleton(new Reactions(reactions));
        services.AddSingleton<ThisProcess>();
        services.AddSingleton<Bulletin>();
        services.AddSingleton<Sockets>();
        services.AddSingleton<Secrets>();
        services.AddSingleton(OutsideSettings.From(builder.Configuration));
        services.AddSingleton<OutsideHttp>();
        services.AddScoped<Database>();
        services.AddSingleton(TimeProvider.System);
        services.AddHostedService<Processes>();
        services.AddHostedService<BulletinListener>();
        services.AddSingleton<JobRunner>();
        services.AddHostedService(all => all.GetRequiredService<JobRunner>());
        services.AddSingleton<Metrics>();
        services.AddSingleton<Measures>();
        foreach (var measure in PlumbingMeasures.All) services.AddSingleton(measure);
        services.AddSingleton<Checks>();
        foreach (var check in PlumbingChecks.All) services.AddSingleton(check);
        services.AddExceptionHandler<RefusalHandler>();
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = Named);
        services.AddDataProtection().SetApplicationName("Baton");
        services.AddOptions<KeyManagementOptions>().Configure<NpgsqlDataSource>((keys, source) => keys.XmlRepository = new ProtectionKeys(source));
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter());
        });
    }

    /// <summary>Every problem has a code, also those that the framework writes: programs tell them apart by it.</summary>
    private static void Named(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        if (problem.Extensions.ContainsKey("code")) return;
        problem.Extensions["code"] = problem.Status switch
        {
            400 => "bad_request",
            401 => "not_signed_in",
            403 => "not_allowed",
            404 => "not_found",
            405 => "method_not_allowed",
            413 => "too_long",
            415 => "unsupported_media_type",
            429 => "too_many_requests",
            _ => "failed",
        };
        if (problem.Status >= 500) problem.Detail = "Something went wrong here. It has been logged; try again, and tell us the trace id if it stays.";
    }

    /// <summary>Well above the number of statements in all rooms.</summary>
    private const int PreparedStatementsMax = 2_000;

    private static string Tuned(string connectionString)
    {
        var tuned = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "baton" };
        // Statements that recur are prepared by themselves: all that Baton has fit, because one that is dropped for another in the middle of a
        // batch breaks the batch (npgsql/npgsql#2026). A dead server is noticed within the time limits.
        tuned.MaxAutoPrepare = PreparedStatementsMax;
        if (!connectionString.Contains("Maximum Pool Size", StringComparison.OrdinalIgnoreCase)) tuned.MaxPoolSize = 60;
        if (!connectionString.Contains("Command Timeout", StringComparison.OrdinalIgnoreCase)) tuned.CommandTimeout = 15;
        tuned.AutoPrepareMinUsages = 3;
        tuned.IncludeErrorDetail = false;
        tuned.NoResetOnClose = true;   // nothing is left in a session (a transaction that is, is rolled back), and the reset costs as much as a small query
        return tuned.ConnectionString;
    }
}
