namespace Baton.Plumbing;

/// <summary>What the environment says of how to run. Everything that administrators change is in the database instead.</summary>
public sealed record BatonSettings
{
    /// <summary>Addresses that Baton listens on, separated by semicolons.</summary>
    public required string Urls { get; init; }

    /// <summary>The folder of the embedded PostgreSQL and of whatever else is kept on disk.</summary>
    public required string DataFolder { get; init; }

    /// <summary>A PostgreSQL of one's own; null for the embedded one.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Seed the Contoso demo into an empty database and run the sandbox beside Baton.</summary>
    public required bool Demo { get; init; }

    public required string SandboxUrls { get; init; }
    public string? SandboxClientId { get; init; }
    public string? SandboxClientSecret { get; init; }

    /// <summary>The password of the demo's users; null for a random one, shown once.</summary>
    public string? DemoPassword { get; init; }

    /// <summary>The demo channel's Direct Line secret; null for a random one.</summary>
    public string? DemoDirectLineSecret { get; init; }

    /// <summary>How outside programs reach Baton; the first of <see cref="Urls"/> unless set.</summary>
    public required Uri PublicUrl { get; init; }

    /// <summary>Where the built web apps are: a folder that holds desk/dist and widget/dist.</summary>
    public required string WebFolder { get; init; }

    /// <summary>Reads and checks the settings. Throws <see cref="SettingWrong"/>, which names the setting and says what would be right.</summary>
    public static BatonSettings From(IConfiguration from)
    {
        var urls = from["BATON_URLS"] ?? "http://127.0.0.1:5080";
        return new BatonSettings
        {
            Urls = Addresses("BATON_URLS", urls),
            DataFolder = Path.GetFullPath(from["BATON_DATA"] ?? ".baton"),
            ConnectionString = from.GetConnectionString("Baton"),
            Demo = Flag("BATON_DEMO", from["BATON_DEMO"]),
            SandboxUrls = Addresses("BATON_SANDBOX_URLS", from["BATON_SANDBOX_URLS"] ?? "http://127.0.0.1:5081"),
            SandboxClientId = from["BATON_SANDBOX_CLIENT_ID"],
            SandboxClientSecret = from["BATON_SANDBOX_CLIENT_SECRET"] ?? from["BATON_SANDBOX_SECRET"],
            DemoPassword = from["BATON_DEMO_PASSWORD"],
            DemoDirectLineSecret = from["BATON_DEMO_DIRECTLINE_SECRET"],
            PublicUrl = new Uri(Addresses("BATON_PUBLIC_URL", from["BATON_PUBLIC_URL"] ?? urls.Split(';')[0])),
            WebFolder = from["BATON_WEB"] is { Length: > 0 } folder ? Path.GetFullPath(folder) : FindWeb(),
        };
    }

    private static string Addresses(string name, string value)
    {
        foreach (var address in value.Split(';', StringSplitOptions.RemoveEmptyEntries))
            if (!Uri.TryCreate(address.Replace("://*", "://any", StringComparison.Ordinal).Replace("://+", "://any", StringComparison.Ordinal), UriKind.Absolute, out var uri)
                || uri.Scheme is not ("http" or "https"))
                throw new SettingWrong($"{name} is '{value}'. It takes addresses such as http://127.0.0.1:5080, separated by semicolons.");
        return value;
    }

    internal static bool Flag(string name, string? value) => value?.ToLowerInvariant() switch
    {
        null or "" or "false" or "0" or "no" => false,
        "true" or "1" or "yes" => true,
        _ => throw new SettingWrong($"{name} is '{value}'. It takes true or false."),
    };

    /// <summary>In a checkout the web apps are beside the sources; installed, beside the program.</summary>
    private static string FindWeb()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, "web", "desk"))) return Path.Combine(folder.FullName, "web");
        return Path.Combine(AppContext.BaseDirectory, "web");
    }
}

/// <summary>A setting cannot be used; the message names it and says what would be right.</summary>
public sealed class SettingWrong(string message) : Exception(message);
