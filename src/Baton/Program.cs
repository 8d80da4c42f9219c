using Baton;
using Baton.Plumbing;

try
{
    return await Commands.Run(args);
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
