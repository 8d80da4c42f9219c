using Baton;
using Baton.Plumbing;

try
{
    return await Commands.Run(args);
}
catch (IOException taken) when (taken.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
{
    await Console.Error.WriteLineAsync($"{taken.Message} Stop what listens there, or set BATON_URLS and BATON_SANDBOX_URLS to other addresses.");
    return 1;
}
catch (Exception plain) when (plain is SettingWrong or SchemaTooNew or CannotStart)
{
    await Console.Error.WriteLineAsync(plain.Message);
    return 1;
}
catch (OperationCanceledException)
{
    return 0;   // told to stop before it had started
}
