using Baton.Plumbing;

namespace Baton.Crm;

/// <summary>How the connection to Dynamics is, and how long its secret lasts.</summary>
internal static class CrmChecks
{
    /// <summary>So many days before a secret expires we begin to say so, and then say it again.</summary>
    private static readonly int[] WarningDays = [7, 14, 30];

    public static readonly Check[] All = [new("Dynamics", CheckDynamics), new("secrets", CheckSecrets)];

    private static async Task<Finding> CheckDynamics(IServiceProvider services, CancellationToken ct)
    {
        var connecting = services.GetRequiredService<Connecting>();
        if (!(await connecting.Show(ct)).Connected) return Finding.NotConfigured("No organisation is connected. An administrator connects one in Setup, Dynamics 365.");

        var test = await connecting.Test(ct);
        if (test.Ok) return Finding.Ok($"Connected to {test.Organization ?? "an organisation without a name"}: address, token, user and organisation are well.");
        var failed = test.Steps.First(step => step.Outcome == "failed");
        return Finding.Failed($"{failed.Title}: no. {failed.Sentence}", failed.NextStep ?? failed.Cause ?? "The connection's test in Setup says more.");
    }

    private static async Task<Finding> CheckSecrets(IServiceProvider services, CancellationToken ct)
    {
        var shown = await services.GetRequiredService<Connecting>().Show(ct);
        if (!shown.HasSecret) return Finding.NotConfigured("There is no secret that could expire.");
        var what = shown.HasCertificate ? "certificate" : "client secret";
        if (shown.SecretExpiresOn is not { } day) return Finding.Ok($"The {what} of Dynamics has no known end. Enter its day in Setup, and you are warned in time.");

        var left = day.DayNumber - DateOnly.FromDateTime(services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime).DayNumber;
        if (left < 0) return Finding.Failed($"The {what} of Dynamics expired on {day:yyyy-MM-dd}.", "Make a new one in Entra and enter it in Setup, Dynamics 365.");
        return WarningDays.FirstOrDefault(days => left <= days) is var near and > 0
            ? Finding.Warning($"The {what} of Dynamics expires on {day:yyyy-MM-dd}, in {left} days ({near} or fewer).", "Make a new one in Entra and enter it in Setup, Dynamics 365.")
            : Finding.Ok($"The {what} of Dynamics lasts until {day:yyyy-MM-dd}.");
    }
}
