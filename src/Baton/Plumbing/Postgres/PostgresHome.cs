using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Baton.Plumbing;

/// <summary>
/// Where our PostgreSQL lives, who it runs as and how to reach it: postgres.json in the data folder, readable by its owner only.
/// </summary>
internal sealed record PostgresHome
{
    // Below the ranges from which systems take the ports of outgoing connections: nobody borrows ours while PostgreSQL restarts.
    private const int PortMin = 21_000;
    private const int PortMax = 29_999;
    private const int PortAttemptsMax = 200;
    private const int PasswordBytes = 24;
    private const int PoolConnectionsMax = 80;   // two processes on one database, and room for the operator, within max_connections
    private const int SocketPort = 5432;   // only the name of a file there
    private const int SocketFolderCharactersMax = 85;   // systems allow a socket's whole path 104 to 108
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The folder, if it is not the data folder's own.</summary>
    public string? Elsewhere { get; init; }

    /// <summary>The user it runs as, if that is not the user who runs Baton.</summary>
    public string? User { get; init; }

    public required int Port { get; init; }
    public required string Password { get; init; }

    /// <summary>What is written down in this data folder, or a new home for it.</summary>
    public static async Task<PostgresHome> Open(string dataFolder, CancellationToken ct)
    {
        var path = Record(dataFolder);
        if (File.Exists(path))
        {
            var known = JsonSerializer.Deserialize<PostgresHome>(await File.ReadAllTextAsync(path, ct))!;
            return AsRoot && known.User is null ? known with { User = await OwnerOf(known.Folder(dataFolder), ct) } : known;
        }
        var home = new PostgresHome
        {
            Elsewhere = AsRoot && !OpenToAll(dataFolder) ? ReachablePlace(dataFolder) : null,
            User = AsRoot ? await UnprivilegedUser(ct) : null,
            Port = OperatingSystem.IsWindows() ? FreePort() : SocketPort,
            Password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PasswordBytes)),
        };
        await home.Save(dataFolder, ct);
        return home;
    }

    public static bool IsMade(string dataFolder) => File.Exists(Record(dataFolder));

    public string Folder(string dataFolder) => Elsewhere ?? Path.Combine(dataFolder, "postgres");

    /// <summary>
    /// Where the socket is. A third quicker than a loopback port (measured at `select 1`), and the system itself keeps others out.
    /// On Windows there is a port instead.
    /// </summary>
    public string? SocketFolder(string dataFolder)
    {
        if (OperatingSystem.IsWindows()) return null;
        var folder = Folder(dataFolder);
        var plain = folder.All(c => char.IsAsciiLetterOrDigit(c) || "/._-".Contains(c, StringComparison.Ordinal));
        return plain && folder.Length <= SocketFolderCharactersMax ? folder : "/tmp/" + NameOf(dataFolder);
    }

    /// <summary>How to reach a database of it.</summary>
    public string Address(string dataFolder, string database, string user) => new NpgsqlConnectionStringBuilder
    {
        Host = SocketFolder(dataFolder) ?? "127.0.0.1",
        Port = Port,
        Database = database,
        Username = user,
        Password = Password,
        MaxPoolSize = PoolConnectionsMax,
    }.ConnectionString;

    /// <summary>Writes it beside and moves it over, so that a crash leaves the old one or the new one.</summary>
    public async Task Save(string dataFolder, CancellationToken ct)
    {
        var path = Record(dataFolder);
        await WriteSecret(path + ".new", JsonSerializer.Serialize(this), ct);
        File.Move(path + ".new", path, overwrite: true);
    }

    public static async Task WriteSecret(string path, string text, CancellationToken ct)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        await using var file = new StreamWriter(path, Encoding.ASCII, options);
        await file.WriteAsync(text.AsMemory(), ct);
    }

    /// <summary>The same home, at another port if somebody else has taken ours since.</summary>
    public PostgresHome AtFreePort() => !OperatingSystem.IsWindows() || PortIsFree(Port) ? this : this with { Port = FreePort() };

    private static bool PortIsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        for (var attempt = 0; attempt < PortAttemptsMax; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(PortMin, PortMax + 1);
            if (PortIsFree(port)) return port;
        }
        throw new CannotStart($"Baton found no free port between {PortMin} and {PortMax} for its PostgreSQL.");
    }

    /// <summary>Whether users other than the owner may pass through every folder on the way.</summary>
    public static bool OpenToAll(string folder)
    {
        if (OperatingSystem.IsWindows()) return true;
        for (var up = new DirectoryInfo(folder); up is not null; up = up.Parent)
            if (!File.GetUnixFileMode(up.FullName).HasFlag(UnixFileMode.OtherExecute)) return false;
        return true;
    }

    private static string Record(string dataFolder) => Path.Combine(dataFolder, "postgres.json");

    // PostgreSQL refuses to run as root, and root needs nobody's permission to start it as somebody else.
    private static bool AsRoot => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    private static async Task<string> UnprivilegedUser(CancellationToken ct)
    {
        foreach (var user in new[] { "postgres", "nobody" })
            if ((await OutsideProgram.Run("id", ["-u", user], null, ct)).ExitCode == 0) return user;
        throw new CannotStart("PostgreSQL does not run as root, and there is neither a user postgres nor nobody to run it as. "
            + "Run Baton as an ordinary user.");
    }

    // Root starts a data folder that an ordinary user made: it stays theirs.
    private static async Task<string?> OwnerOf(string folder, CancellationToken ct)
    {
        var listing = await OutsideProgram.Run("ls", ["-ld", folder], null, ct);
        return listing.ExitCode == 0 && listing.Output.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, var owner, ..]
            ? owner
            : throw new CannotStart($"The folder {folder} of Baton's PostgreSQL is gone. Restore it, or choose another folder with BATON_DATA.");
    }

    // /root and other homes are closed to the user that PostgreSQL runs as. The same data folder always gets the same place.
    private static string ReachablePlace(string dataFolder)
    {
        var lasting = "/var/lib/" + NameOf(dataFolder);
        try
        {
            Directory.CreateDirectory(lasting);
            return lasting;
        }
        catch (IOException)
        {
            return "/tmp/" + NameOf(dataFolder);
        }
    }

    private static string NameOf(string dataFolder) =>
        "baton-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataFolder)))[..12];
}
