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
