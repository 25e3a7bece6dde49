// Stands in for WinSW in the Windows workflow: installs, removes and runs a service by the definition that lies beside it.
// C# 5, which is what Add-Type of Windows PowerShell 5.1 compiles.
using System;
using System.Diagnostics;
using System.IO;
using System.ServiceProcess;
using System.Xml;

public class ServiceHost : ServiceBase
{
    static readonly string Self = Process.GetCurrentProcess().MainModule.FileName;
    Process child;

    public static int Main(string[] commands)
    {
        XmlElement definition = ReadDefinition();
        string id = Text(definition, "id");
        if (commands.Length == 0)
        {
            Run(new ServiceHost());
            return 0;
        }
        if (commands[0] == "install") return ServiceControl("create \"" + id + "\" binPath= \"\\\"" + Self + "\\\"\" start= delayed-auto");
        if (commands[0] == "uninstall") return ServiceControl("delete \"" + id + "\"");
        Console.Error.WriteLine("unknown command " + commands[0]);
        return 1;
    }

    protected override void OnStart(string[] arguments)
    {
        XmlElement definition = ReadDefinition();
        ProcessStartInfo start = new ProcessStartInfo(Text(definition, "executable"), Text(definition, "arguments"));
        start.WorkingDirectory = Text(definition, "workingdirectory");
        start.UseShellExecute = false;
        start.RedirectStandardError = true;
        foreach (XmlElement variable in definition.SelectNodes("env"))
        {
            start.EnvironmentVariables[variable.GetAttribute("name")] = variable.GetAttribute("value");
        }
        string logs = Text(definition, "logpath");
        Directory.CreateDirectory(logs);
        string file = Path.Combine(logs, Path.GetFileNameWithoutExtension(Self) + ".err.log");
        child = new Process();
        child.StartInfo = start;
        child.ErrorDataReceived += delegate(object sender, DataReceivedEventArgs line)
        {
            if (line.Data != null) File.AppendAllText(file, line.Data + Environment.NewLine);
        };
        child.Start();
        child.BeginErrorReadLine();
    }

    protected override void OnStop()
    {
        if (child != null && !child.HasExited) child.Kill();
    }

    static XmlElement ReadDefinition()
    {
        XmlDocument document = new XmlDocument();
        document.Load(Path.ChangeExtension(Self, ".xml"));
        return document.DocumentElement;
    }

    static string Text(XmlElement definition, string name)
    {
        return definition.SelectSingleNode(name).InnerText;
    }

    static int ServiceControl(string arguments)
    {
        ProcessStartInfo start = new ProcessStartInfo(Path.Combine(Environment.SystemDirectory, "sc.exe"), arguments);
        start.UseShellExecute = false;
        using (Process process = Process.Start(start))
        {
            process.WaitForExit();
            return process.ExitCode;
        }
    }
}
